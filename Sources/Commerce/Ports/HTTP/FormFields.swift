/// Fields as a form sends them, `application/x-www-form-urlencoded`, in a body or in a query.
public struct FormFields: Sendable, Equatable {
    public private(set) var fields: [Field]

    public struct Field: Sendable, Equatable {
        public let name: String
        public let value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    public init(_ fields: [Field] = []) { self.fields = fields }

    public mutating func append(_ name: String, _ value: String) { fields.append(Field(name, value)) }

    /// The fields as text, in their order.
    public var text: String {
        fields.map { "\(FormFields.encoded($0.name))=\(FormFields.encoded($0.value))" }.joined(separator: "&")
    }

    /// Everything but letters, digits and `-._~` as `%XX`, which both forms and addresses read (RFC 3986, section 2.3).
    public static func encoded(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case 48...57, 65...90, 97...122, 45, 46, 95, 126: result.unicodeScalars.append(Unicode.Scalar(byte))
            default: result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return result
    }
}

extension HTTPTransportRequest {
    /// Sends fields as a form does.
    public mutating func setForm(_ form: FormFields) {
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = Array(form.text.utf8)
    }
}
