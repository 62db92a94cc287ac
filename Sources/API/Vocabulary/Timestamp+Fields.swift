import MartletKernel

extension FieldKind where Value == Timestamp {
    /// A time of RFC 3339, with its zone.
    public static var timestamp: FieldKind {
        FieldKind<String>.text(20...35, example: "2026-03-01T09:30:00Z").map(
            .string(format: "date-time", length: 20...35, example: "2026-03-01T09:30:00Z"), sample: Timestamp(milliseconds: 0)
        ) { text in
            guard let time = Timestamp(rfc3339: text) else {
                throw FieldMessage("must be a time of RFC 3339 with its zone, such as 2026-03-01T09:30:00Z")
            }
            return time
        }
    }
}
