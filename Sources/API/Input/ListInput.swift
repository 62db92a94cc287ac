import MartletDatabase

/// `limit`, `cursor` and `sort` of a list.
public struct ListInput<Sort: ListSort>: RequestInput {
    public let limit: Int
    public let sort: Sort
    public let after: [SQLValue]?

    public init(from fields: inout Fields) {
        limit = fields.query("limit", .integer(1...100, example: 20), "How many at most; 20 unless given.") ?? 20
        sort = fields.query("sort", .choice(Sort.self), "The order; `\(Sort.standard.rawValue)` unless given.") ?? Sort.standard
        after = fields.cursor(for: sort.rawValue, count: sort.terms.count)
    }

    public var keyset: Keyset { Keyset(sort.terms, after: after, limit: limit) }

    /// The page of what a query by ``keyset`` found: one row more than the limit tells that there is a next page.
    public func page<Row, Element: ResponseBody>(
        _ rows: [Row], position: (Row) -> [SQLValue], _ element: (Row) throws -> Element
    ) rethrows -> Page<Element> {
        let shown = rows.prefix(limit)
        let next = rows.count > limit ? shown.last.map { Cursor(order: sort.rawValue, values: position($0)) } : nil
        return Page(data: try shown.map(element), next: next)
    }
}

extension Fields {
    /// The `cursor` of a list: the values of the last row seen in an order, so many of them; `nil` for the first page.
    public mutating func cursor(for order: String, count: Int) -> [SQLValue]? {
        guard let cursor = query("cursor", .cursor, "The `next_cursor` of the page before.") else { return nil }
        guard cursor.order == order, cursor.values.count == count else {
            failQuery("cursor", "belongs to a list in another order")
            return nil
        }
        return cursor.values
    }
}

/// The orders that a list can have.
public protocol ListSort: RawRepresentable, CaseIterable, Sendable where RawValue == String {
    /// The order when the request names none.
    static var standard: Self { get }
    /// What it sorts by; the last term is unique.
    var terms: [Keyset.Term] { get }
}

extension FieldKind where Value == Cursor {
    static var cursor: FieldKind {
        FieldKind(.string(example: "WyJuZXdlc3QiLDE3MDBd"), sample: Cursor(order: "", values: [])) { json, reading in
            guard let text = json.stringValue, let cursor = Cursor(text) else {
                reading.fail("is no cursor that a list answered with")
                return nil
            }
            return cursor
        }
    }
}
