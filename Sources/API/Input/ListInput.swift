import MartletDatabase

/// `limit`, `cursor` and `sort` of a list.
public struct ListInput<Sort: ListSort>: RequestInput {
    public let limit: Int
    public let sort: Sort
    public let after: [SQLValue]?

    public init(from fields: inout Fields) {
        limit = fields.query("limit", .integer(1...100, example: 20), "How many at most; 20 unless given.") ?? 20
        sort = fields.query("sort", .choice(Sort.self), "The order; `\(Sort.standard.rawValue)` unless given.") ?? Sort.standard
        after = fields.cursor(for: ListInput.order(sort), sort.terms.map(\.kind))
    }

    /// The cursor that goes on after a row.
    public func cursor(after position: [SQLValue]) -> Cursor { Cursor(order: ListInput.order(sort), values: position) }

    private static func order(_ sort: Sort) -> String { "\(Sort.list).\(sort.rawValue)" }

    public var keyset: Keyset { Keyset(sort.terms, after: after, limit: limit) }

    /// The page of what a query by ``keyset`` found: one row more than the limit tells that there is a next page.
    public func page<Row, Element: ResponseBody>(
        _ rows: [Row], position: (Row) -> [SQLValue], _ element: (Row) throws -> Element
    ) rethrows -> Page<Element> {
        let shown = rows.prefix(limit)
        let next = rows.count > limit ? shown.last.map { cursor(after: position($0)) } : nil
        return Page(data: try shown.map(element), next: next)
    }
}

extension Fields {
    /// The `cursor` of a list: the values of the last row seen in an order, `nil` for the first page.
    ///
    /// - Parameters:
    ///   - order: The list and its order, which the list's cursors name: `products.newest`.
    ///   - terms: What the columns of the order hold.
    public mutating func cursor(for order: String, _ terms: [Keyset.Term.Kind]) -> [SQLValue]? {
        guard let cursor = query("cursor", .cursor, "The `next_cursor` of the page before.") else { return nil }
        guard cursor.order == order else {
            failQuery("cursor", "belongs to another list, or to this one in another order")
            return nil
        }
        guard cursor.fits(terms) else {
            failQuery("cursor", "is no cursor that a list answered with")
            return nil
        }
        return cursor.values
    }
}

/// The orders that a list can have.
public protocol ListSort: RawRepresentable, CaseIterable, Sendable where RawValue == String {
    /// The list's name, which its cursors carry so that no other list takes them.
    static var list: String { get }
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
