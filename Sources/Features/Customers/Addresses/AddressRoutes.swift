import MartletAPI
import MartletCommerce
import MartletJSON

/// Customers' address books.
struct AddressRoutes {
    let book: AddressBook

    var endpoints: [Endpoint] {
        [
            .read(
                .store, "/me/addresses", access: .customer, tag: "Customers", "Lists one's addresses, the oldest first.",
                input: NoInput.self
            ) { request, transaction in
                Page(data: try AddressStore.list(of: try request.customer(), in: transaction).map(SavedAddressBody.init))
            },
            .write(
                .post, .store, "/me/addresses", access: .customer, tag: "Customers",
                "Adds an address. The first one is where to ship and whom to bill, unless the request says otherwise.", status: .created,
                input: NewAddress.self, problems: [.addressBookFull, .notFound]
            ) { request, transaction in
                SavedAddressBody(saved: try book.add(request.input, for: try request.customer(), in: transaction))
            },
            .read(
                .store, "/me/addresses/{id}", access: .customer, tag: "Customers", "Shows one of one's addresses.", input: AddressPath.self
            ) { request, transaction in
                SavedAddressBody(saved: try book.find(request.input.id, of: try request.customer(), in: transaction))
            },
            .write(
                .patch, .store, "/me/addresses/{id}", access: .customer, tag: "Customers", "Changes an address.",
                input: AddressChanges.self,
                current: { SavedAddressBody(saved: try book.find($0.input.id, of: try $0.customer(), in: $1)) }
            ) { request, transaction in
                SavedAddressBody(saved: try book.change(request.input, of: try request.customer(), in: transaction))
            },
            .write(
                .delete, .store, "/me/addresses/{id}", access: .customer, tag: "Customers",
                "Removes an address. Orders keep theirs; no other one becomes a default.", input: AddressPath.self
            ) { request, transaction in
                guard try AddressStore.remove(request.input.id, of: try request.customer(), in: transaction) else {
                    throw CustomerError.addressNotFound
                }
                return NoContent()
            },
        ]
    }
}

struct AddressPath: RequestInput {
    let id: AddressID
    init(from fields: inout Fields) { id = fields.path("id", .id()) }
}

struct NewAddress: RequestInput {
    let label: String?
    let address: Address
    let isDefaultShipping: Bool?
    let isDefaultBilling: Bool?

    init(from fields: inout Fields) {
        label = fields.body(optional: "label", .text(1...100, example: "Home"), "What the customer calls it.")
        address = fields.body("address", .address)
        isDefaultShipping = fields.body(optional: "default_shipping", .boolean, "Whether to ship there; no other one is, then.")
        isDefaultBilling = fields.body(optional: "default_billing", .boolean, "Whether to bill there; no other one is, then.")
    }
}

struct AddressChanges: RequestInput {
    let id: AddressID
    let label: Change<String?>
    let address: Change<Address>
    let isDefaultShipping: Change<Bool>
    let isDefaultBilling: Change<Bool>

    init(from fields: inout Fields) {
        id = fields.path("id", .id())
        label = fields.change(clearable: "label", .text(1...100, example: "Home"), "What the customer calls it.")
        address = fields.change("address", .address, "All of it.")
        isDefaultShipping = fields.change("default_shipping", .boolean, "Whether to ship there; no other one is, then.")
        isDefaultBilling = fields.change("default_billing", .boolean, "Whether to bill there; no other one is, then.")
    }
}

struct SavedAddressBody: ResponseBody {
    let saved: SavedAddress

    static let schema = Schema.object(
        [
            ("id", .id(AddressID.self)), ("label", Schema.string(example: "Home").nullable), ("address", .address),
            ("default_shipping", .boolean()), ("default_billing", .boolean()), ("created_at", .timestamp), ("updated_at", .timestamp),
        ], component: "SavedAddress")

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", saved.id)
            json.field("label", saved.label)
            json.field("address", saved.address)
            json.field("default_shipping", saved.isDefaultShipping)
            json.field("default_billing", saved.isDefaultBilling)
            json.field("created_at", saved.createdAt)
            json.field("updated_at", saved.updatedAt)
        }
    }
}
