import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletKernel

/// All SQL of customers' addresses.
enum AddressStore {
    static func list(of customer: CustomerID, in transaction: ReadTransaction) throws -> [SavedAddress] {
        try transaction.all(SavedAddress.query.filter(("customer_id" as Column) == customer).sorted(by: "id"))
    }

    static func find(_ id: AddressID, of customer: CustomerID, in transaction: ReadTransaction) throws -> SavedAddress? {
        try transaction.first(SavedAddress.query.filter(("id" as Column) == id).filter(("customer_id" as Column) == customer))
    }

    static func count(of customer: CustomerID, in transaction: ReadTransaction) throws -> Int {
        try transaction.count("SELECT COUNT(*) FROM customer_addresses WHERE customer_id = \(customer)")
    }

    static func insert(_ address: SavedAddress, in transaction: WriteTransaction) throws {
        try transaction.execute(SQL.insert(address))
    }

    static func update(_ address: SavedAddress, in transaction: WriteTransaction) throws {
        try transaction.execute(
            """
            UPDATE customer_addresses SET label = \(address.label), address = \(StoredAddress(address.address)),
                is_default_shipping = \(address.isDefaultShipping), is_default_billing = \(address.isDefaultBilling),
                updated_at = \(address.updatedAt)
            WHERE id = \(address.id)
            """)
    }

    /// Makes room for a default: those of the customer's other addresses are none any more.
    static func clearDefaults(beside address: SavedAddress, in transaction: WriteTransaction) throws {
        let (customer, id) = (address.customer, address.id)
        if address.isDefaultShipping {
            try transaction.execute(
                """
                UPDATE customer_addresses SET is_default_shipping = \(false)
                WHERE customer_id = \(customer) AND is_default_shipping = \(true) AND id <> \(id)
                """)
        }
        if address.isDefaultBilling {
            try transaction.execute(
                """
                UPDATE customer_addresses SET is_default_billing = \(false)
                WHERE customer_id = \(customer) AND is_default_billing = \(true) AND id <> \(id)
                """)
        }
    }

    /// Removes an address. False when the customer has none like that.
    static func remove(_ id: AddressID, of customer: CustomerID, in transaction: WriteTransaction) throws -> Bool {
        try transaction.execute("DELETE FROM customer_addresses WHERE id = \(id) AND customer_id = \(customer)") == 1
    }
}
