/// The fields of a form, as a service reads them: `metadata[order]=1` is a field of that whole name.
struct FormBody {
    private(set) var fields: [String: String] = [:]

    init(_ bytes: [UInt8]) { self.init(String(decoding: bytes, as: UTF8.self)) }

    init(_ text: String) {
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { FormBody.decoded($0) }
            fields[parts[0]] = parts.count > 1 ? parts[1] : ""
        }
    }

    subscript(name: String) -> String? { fields[name] }

    /// The fields `name[…]`, by what stands in the brackets.
    func group(_ name: String) -> [String: String] {
        var group: [String: String] = [:]
        for (key, value) in fields where key.hasPrefix("\(name)[") && key.hasSuffix("]") {
            group[String(key.dropFirst(name.count + 1).dropLast())] = value
        }
        return group
    }

    private static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
