import MartletAPI
import MartletKernel

/// A day of the calendar on which somebody was born, without a time or a zone: `1815-12-10`.
struct BirthDate: Hashable, Sendable {
    /// The date in the form of RFC 3339: year, month and day.
    let rawValue: String
    private let midnight: Timestamp

    /// Takes a day that there is, of the year 1900 or later; `nil` for anything else.
    init?(_ text: String) {
        guard text.wholeMatch(of: /(?:19|[2-9][0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}/) != nil,
            let midnight = Timestamp(rfc3339: "\(text)T00:00:00Z")
        else { return nil }
        rawValue = text
        self.midnight = midnight
    }

    /// Whether the day has not begun anywhere on Earth.
    func isAfter(_ time: Timestamp) -> Bool { midnight > time + .seconds(14 * 3_600) }
}

extension FieldKind where Value == BirthDate {
    static var birthDate: FieldKind {
        FieldKind<String>.text(10...10, example: "1985-12-10").map(
            .string(format: "date", length: 10...10, example: "1985-12-10"), sample: BirthDate("1985-12-10")!  // a valid date
        ) { text in
            guard let date = BirthDate(text) else { throw FieldMessage("must be a date such as 1985-12-10, of the year 1900 or later") }
            return date
        }
    }
}
