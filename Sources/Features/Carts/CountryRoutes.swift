import MartletAPI
import MartletCommerce

/// What the forms of storefronts ask for. It stands with carts, which are the first to take an address.
struct CountryRoutes {
    var endpoints: [Endpoint] {
        [
            .publicRead(
                .store, "/countries", tag: "Addresses", "Lists the countries, with what addresses there need.", input: NoInput.self
            ) { _, _ in
                Page(data: CountryCode.all.sorted().compactMap { CountryCode($0) }.map { CountryBody(rules: .of($0)) })
            }
        ]
    }
}
