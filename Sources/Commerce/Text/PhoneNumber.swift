import MartletJSON

/// A telephone number in the form of E.164: `+4930123456`.
public struct PhoneNumber: Hashable, Sendable, Codable, CustomStringConvertible {
    /// A plus and 8 to 15 digits, of which the first are the calling code of a country.
    public let rawValue: String
    /// The calling code of the country, such as 49, or 1 for the countries of the North American plan.
    public let callingCode: Int

    /// Takes a number in the form of E.164, and no other: digits alone after the plus.
    ///
    /// Calling codes that belong to no country (freephone, premium rate, satellites) are refused: nobody is reached there by a
    /// text message, but whoever owns such a number may earn by each one.
    public init(_ text: String) throws(PhoneNumberError) {
        guard text.utf8.first == UInt8(ascii: "+") else { throw .noPlus }
        let digits = text.utf8.dropFirst()
        guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { throw .notDigits }
        guard (8...15).contains(digits.count) else { throw .length(digits.count) }
        guard let code = CallingCode.leading(digits) else { throw .noCountry }
        if code == 1 {
            // A code of an area and a number of seven digits; neither an area nor an exchange begins with 0 or 1.
            let parts = Array(digits.dropFirst())
            guard parts.count == 10, parts[0] >= UInt8(ascii: "2"), parts[3] >= UInt8(ascii: "2") else { throw .northAmerican }
        }
        rawValue = text
        callingCode = code
    }

    private init(known rawValue: String, callingCode: Int) {
        self.rawValue = rawValue
        self.callingCode = callingCode
    }

    /// A number of the form that documents show.
    package static let example = PhoneNumber(known: "+4930123456", callingCode: 49)

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        do {
            try self.init(container.decode(String.self))
        } catch let error as PhoneNumberError {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    public var description: String { rawValue }
}

extension PhoneNumber: JSONWritable {
    public func write(to json: inout JSONWriter) { json.string(rawValue) }
}

/// Why a text is no telephone number. It does not repeat the text.
public enum PhoneNumberError: Error, Sendable, Equatable, CustomStringConvertible {
    case noPlus
    case notDigits
    case length(Int)
    case noCountry
    case northAmerican

    public var description: String {
        switch self {
        case .noPlus: "must begin with + and the country's calling code, such as +4930123456"
        case .notDigits: "must be digits alone after the +, without spaces, hyphens or brackets, such as +4930123456"
        case .length(let count): "must have 8 to 15 digits, and has \(count)"
        case .noCountry: "must begin with the calling code of a country, such as +49 for Germany"
        case .northAmerican: "must have ten digits after +1, such as +12125550123"
        }
    }
}
