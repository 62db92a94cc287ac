/// The members of a JSON object, in the order they were written, each key once.
///
/// Keys are compared as Swift strings, so two spellings of one text in Unicode (`é` as one scalar or as two) are one
/// key. Looking a key up takes constant time however many there are. Two objects with the same members are equal
/// whatever their order.
public struct JSONObject: Sendable {
    /// A key and its value.
    public typealias Element = (key: String, value: JSONValue)

    private var members: [Element] = []
    /// Positions by key, kept only from the size at which hashing beats comparing.
    private var positions: [String: Int]?

    private static let indexedFrom = 17

    /// Makes an object of these members; of two with one key the later one counts, in the place of the first.
    public init(_ members: [(String, JSONValue)] = []) {
        for (key, value) in members {
            self[key] = value
        }
    }

    /// The keys, in order.
    public var keys: [String] { members.map(\.key) }

    /// Whether there is a member of that name.
    public func contains(key: String) -> Bool { position(of: key) != nil }

    /// The member of that name. Setting a new one appends it, setting `nil` removes it.
    public subscript(key: String) -> JSONValue? {
        get {
            position(of: key).map { members[$0].value }
        }
        set {
            switch (position(of: key), newValue) {
            case (let position?, let value?):
                members[position].value = value
            case (let position?, nil):
                members.remove(at: position)
                reindex()
            case (nil, let value?):
                append(key, value)
            case (nil, nil):
                break
            }
        }
    }

    /// Appends a member whose key is known to be new.
    mutating func append(_ key: String, _ value: JSONValue) {
        members.append((key, value))
        if positions != nil {
            positions?[key] = members.count - 1
        } else if members.count >= Self.indexedFrom {
            reindex()
        }
    }

    mutating func reserveCapacity(_ count: Int) { members.reserveCapacity(count) }

    private func position(of key: String) -> Int? {
        if let positions {
            return positions[key]
        }
        return members.firstIndex { $0.key == key }
    }

    private mutating func reindex() {
        guard members.count >= Self.indexedFrom else {
            positions = nil
            return
        }
        positions = Dictionary(members.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
    }
}

extension JSONObject: RandomAccessCollection {
    public var startIndex: Int { 0 }
    public var endIndex: Int { members.count }
    public subscript(position: Int) -> Element { members[position] }
}

extension JSONObject: Hashable {
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.count == right.count && left.allSatisfy { right[$0.key] == $0.value }
    }

    public func hash(into hasher: inout Hasher) {
        // A sum does not depend on the order.
        var sum = 0
        for (key, value) in self {
            var member = Hasher()
            member.combine(key)
            member.combine(value)
            sum &+= member.finalize()
        }
        hasher.combine(sum)
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// Makes an object; of two members with one key the later one counts.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self.init(elements)
    }
}

extension JSONObject: CustomStringConvertible {
    /// The object as JSON text.
    public var description: String { String(decoding: jsonBytes, as: UTF8.self) }
}
