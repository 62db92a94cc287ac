import MartletCommerce
import MartletDatabase

/// Which customers a list has.
struct CustomerFilter: Sendable {
    /// Words of which each begins a part of their name or their number, or stands in their address.
    var words: [String] = []
    var email: EmailAddress?
    var group: CustomerGroupID?
    /// Only those who can sign in, or only those whose account is closed.
    var isActive: Bool?

    /// How many words count.
    static let maximumWords = 5

    /// The words of what somebody types into a search field.
    static func words(of text: String) -> [String] {
        text.foldedForSearch.split(whereSeparator: \.isWhitespace).prefix(maximumWords).map(String.init)
    }

    /// Conditions on a row of `accounts`, all of which hold.
    var conditions: [SQL] {
        var conditions = words.map { word in
            let (start, anywhere) = ("\(CustomerFilter.escaped(word))%", "%\(CustomerFilter.escaped(word))%")
            let later = "% \(start)"
            return """
                email_canonical LIKE \(anywhere) ESCAPE '\\' OR phone LIKE \(start) ESCAPE '\\' OR EXISTS (
                    SELECT 1 FROM customer_profiles p WHERE p.customer_id = accounts.id
                    AND (p.search_name LIKE \(start) ESCAPE '\\' OR p.search_name LIKE \(later) ESCAPE '\\'))
                """ as SQL
        }
        if let email { conditions.append(("email_canonical" as Column) == email.canonical) }
        if let group {
            conditions.append("EXISTS (SELECT 1 FROM customer_group_members m WHERE m.customer_id = accounts.id AND m.group_id = \(group))")
        }
        if let isActive { conditions.append(isActive ? "disabled_at IS NULL" : "disabled_at IS NOT NULL") }
        return conditions
    }

    /// The text as a pattern that finds it alone.
    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { escaped, character in
            if character == "%" || character == "_" || character == "\\" { escaped.append("\\") }
            escaped.append(character)
        }
    }
}
