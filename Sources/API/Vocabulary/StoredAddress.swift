import MartletCommerce
import MartletDatabase
import MartletJSON

/// An address as a JSON column.
public struct StoredAddress: SQLConvertible {
    public let address: Address

    public init(_ address: Address) { self.address = address }

    public var sqlValue: SQLValue { .text(String(decoding: address.jsonBytes, as: UTF8.self)) }

    public init(from cursor: any RowCursor, at index: Int) throws {
        let object = try JSONValue(from: cursor, at: index)
        func text(_ key: String) -> String? { object[key]?.stringValue }
        guard let country = text("country").flatMap({ CountryCode($0) }) else {
            throw DatabaseError(.unreadable, "column \(cursor.columnName(at: index)) holds no address")
        }
        address = Address(
            firstName: text("first_name") ?? "", lastName: text("last_name") ?? "", company: text("company"), line1: text("line1") ?? "",
            line2: text("line2"), city: text("city") ?? "", region: text("region"), postalCode: text("postal_code"), country: country,
            phone: text("phone"))
    }
}
