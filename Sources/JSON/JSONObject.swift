/// The members of a JSON object, in the order in which they were written. Equality does not look at the order.
public struct JSONObject: Sendable, Collection, ExpressibleByDictionaryLiteral {
    public typealias Element = (key: String, value: JSONValue)
    private var members: [Element]

    public init(_ members: [(String, JSONValue)] = []) {
        self.members = members.map { (key: $0.0, value: $0.1) }
    }

    public init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(elements) }

    public var startIndex: Int { members.startIndex }
    public var endIndex: Int { members.endIndex }
    public func index(after index: Int) -> Int { index + 1 }
    public subscript(position: Int) -> Element { members[position] }

    /// The member's value. Setting `nil` removes it.
    public subscript(key: String) -> JSONValue? {
        get { members.first { $0.key == key }?.value }
        set {
            let index = members.firstIndex { $0.key == key }
            switch (index, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append((key, value))
            case (nil, nil): break
            }
        }
    }
}

extension JSONObject: Hashable {
    public static func == (a: JSONObject, b: JSONObject) -> Bool { a.sorted == b.sorted }
    public func hash(into hasher: inout Hasher) { hasher.combine(sorted) }

    private var sorted: [Member] { members.map(Member.init).sorted { $0.key < $1.key } }

    private struct Member: Hashable {
        let key: String
        let value: JSONValue
        init(_ element: Element) { (key, value) = element }
    }
}
