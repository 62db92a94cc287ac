extension Timestamp {
    /// Reads a time of RFC 3339: `2026-03-01T09:30:00Z`, `2026-03-01T10:30:00.5+01:00`. `nil` for anything else, also for a day that no
    /// month has, and for a leap second. What is finer than a millisecond is cut off.
    public init?(rfc3339 text: String) {
        guard
            let match = text.wholeMatch(
                of: /([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9}))?([Zz]|[+-][0-9]{2}:[0-9]{2})/),
            let year = Int64(match.1), let month = Int64(match.2), let day = Int64(match.3), let hour = Int64(match.4),
            let minute = Int64(match.5), let second = Int64(match.6), let offset = Timestamp.minutes(of: match.8),
            (1...12).contains(month), (1...Timestamp.days(in: month, of: year)).contains(day), hour < 24, minute < 60, second < 60
        else { return nil }
        let fraction = Int64((match.7.map(String.init) ?? "").padding(to: 3)) ?? 0
        let minutes = (Timestamp.days(before: year, month, day) * 24 + hour) * 60 + minute - offset
        self.init(milliseconds: (minutes * 60 + second) * 1_000 + fraction)
    }

    /// The minutes that a zone is ahead of UTC.
    private static func minutes(of zone: Substring) -> Int64? {
        guard zone.count == 6 else { return 0 }
        guard let hours = Int64(zone.dropFirst().prefix(2)), let minutes = Int64(zone.suffix(2)), hours < 24, minutes < 60 else {
            return nil
        }
        return (hours * 60 + minutes) * (zone.first == "-" ? -1 : 1)
    }

    private static func days(in month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days since 1970-01-01 in the proleptic Gregorian calendar, counted in years that begin on 1 March.
    private static func days(before year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let era = (year < 0 ? year - 399 : year) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}

extension String {
    /// The first digits, filled up with zeros.
    fileprivate func padding(to count: Int) -> String { String((self + "000").prefix(count)) }
}
