import Benchmark
import MartletCommerce
import MartletKernel
import MartletPricing

/// A cart of ten lines with taxes.
func measurePricing(_ configuration: Benchmark.Configuration) {
    let environment = Environment()
    let request = PricingRequest(
        lines: (1...10).map { number in
            PricingRequest.Line(
                variant: environment.identifiers.next(), quantity: number, unitPrice: Money(1_999 + Int64(number), .eur), weight: 200)
        }, currency: .eur, shipping: ShippingOption(id: "post", name: "Post", price: Money(490, .eur)), destination: nil)
    let now = environment.time.now

    Benchmark(
        "pricing", configuration: configuration,
        closure: { (benchmark, shop: Composition) in
            let prices = try shop.resolver(.priceCalculator)
            for _ in benchmark.scaledIterations { blackHole(try prices.price(request, now: now)) }
        }, setup: { try composeShop() }, teardown: { removeShop() })
}
