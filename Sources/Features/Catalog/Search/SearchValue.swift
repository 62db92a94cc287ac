import MartletCommerce

/// Something that products are filtered and counted by.
struct SearchValue: Sendable, Hashable {
    enum Kind: UInt8, Sendable {
        case category, tag, vendor, type, option
    }

    let kind: Kind
    /// An option's name; empty for everything else.
    let name: String
    let text: String

    private init(_ kind: Kind, _ text: String, name: String = "") {
        self.kind = kind
        self.name = name
        self.text = text
    }

    static func category(_ id: CategoryID) -> SearchValue { SearchValue(.category, id.description) }
    static func tag(_ text: String) -> SearchValue { SearchValue(.tag, text) }
    static func vendor(_ text: String) -> SearchValue { SearchValue(.vendor, text) }
    static func type(_ text: String) -> SearchValue { SearchValue(.type, text) }
    static func option(_ name: String, _ text: String) -> SearchValue { SearchValue(.option, text, name: name) }

    // By bytes, as databases compare, and not by the letters that they stand for.
    static func == (a: SearchValue, b: SearchValue) -> Bool {
        a.kind == b.kind && a.text.utf8.elementsEqual(b.text.utf8) && a.name.utf8.elementsEqual(b.name.utf8)
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        for part in [name, text] {
            var part = part
            part.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        }
    }
}

/// The values of all products, numbered.
struct SearchValues: Sendable {
    private struct Table {
        var numbers: [SearchValue: UInt32] = [:]
        var values: [SearchValue] = []
    }

    /// Those of many products, and those that have come since: a copy that gets new ones shares the first.
    private var settled = Table()
    private var added = Table()

    var count: Int { settled.values.count + added.values.count }

    subscript(number: Int) -> SearchValue {
        number < settled.values.count ? settled.values[number] : added.values[number - settled.values.count]
    }

    /// A value's kind, without the rest of it.
    func kind(of number: Int) -> SearchValue.Kind {
        number < settled.values.count ? settled.values[number].kind : added.values[number - settled.values.count].kind
    }

    /// The number of a value; `nil` for one that no product has had.
    func number(of value: SearchValue) -> UInt32? { settled.numbers[value] ?? added.numbers[value] }

    /// The number of a value, which it gets if it is new.
    mutating func add(_ value: SearchValue) -> UInt32 {
        if let known = number(of: value) { return known }
        let number = UInt32(count)
        added.numbers[value] = number
        added.values.append(value)
        return number
    }

    /// Makes what has been added the part that copies share.
    mutating func settle() {
        settled.numbers.merge(added.numbers) { known, _ in known }
        settled.values += added.values
        added = Table()
    }
}
