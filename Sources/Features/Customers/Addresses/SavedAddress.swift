import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletKernel

/// An address in a customer's address book.
struct SavedAddress: Record {
    let id: AddressID
    let customer: CustomerID
    /// What the customer calls it: "Home".
    var label: String?
    var address: Address
    /// Whether it is the one to ship to, unless they choose another one. One of a customer's at most is.
    var isDefaultShipping: Bool
    /// Whether it is the one to bill, unless they choose another one. One of a customer's at most is.
    var isDefaultBilling: Bool
    let createdAt: Timestamp
    var updatedAt: Timestamp

    static let table: Table = "customer_addresses"
    static let columns: Columns = [
        "id", "customer_id", "label", "address", "is_default_shipping", "is_default_billing", "created_at", "updated_at",
    ]

    init(
        id: AddressID, customer: CustomerID, label: String?, address: Address, isDefaultShipping: Bool, isDefaultBilling: Bool,
        createdAt: Timestamp
    ) {
        self.id = id
        self.customer = customer
        self.label = label
        self.address = address
        self.isDefaultShipping = isDefaultShipping
        self.isDefaultBilling = isDefaultBilling
        self.createdAt = createdAt
        updatedAt = createdAt
    }

    init(from row: inout Row) throws {
        id = try row.next()
        customer = try row.next()
        label = try row.next()
        address = try row.next(StoredAddress.self).address
        isDefaultShipping = try row.next()
        isDefaultBilling = try row.next()
        createdAt = try row.next()
        updatedAt = try row.next()
    }

    var values: [SQLValue] {
        [
            id.sqlValue, customer.sqlValue, label.sqlValue, StoredAddress(address).sqlValue, isDefaultShipping.sqlValue,
            isDefaultBilling.sqlValue, createdAt.sqlValue, updatedAt.sqlValue,
        ]
    }
}
