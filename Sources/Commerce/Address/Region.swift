import Foundation

/// A state, province or the like, as addresses of its country name it.
public struct Region: Sendable, Equatable {
    /// The code of ISO 3166-2 without the country: `CA`, `13`.
    public let code: String
    /// The name in Latin letters: `California`, `São Paulo`, `Tokyo`.
    public let name: String
    /// The name in the country's own script: `東京都`; `nil` where that is Latin, or is not what people write.
    public let localName: String?
}

extension Region {
    /// The regions of the countries that have them in their addresses, by code.
    static let table = tables.mapValues { rows in rows.map(\.region).sorted { $0.code < $1.code } }

    static let spellings = Dictionary(
        uniqueKeysWithValues: tables.map { country, rows in (country, RegionSpellings(rows, of: country)) })

    private static let tables: [CountryCode: [RegionRow]] = Dictionary(
        uniqueKeysWithValues: [americas, europe, middleEastAndAfrica, asia, oceania].joined().compactMap { code, text in
            CountryCode(code).map { ($0, text.split { $0 == "\n" || $0 == "|" }.map(RegionRow.init)) }
        })
}

/// A region and how else it is called: `13 Tokyo/東京都=東京`.
struct RegionRow {
    let region: Region
    let aliases: [String]

    init(_ text: Substring) {
        let parts = text.split(separator: "=").map(String.init)
        let code = parts[0].prefix { $0 != " " }
        let names = parts[0].dropFirst(code.count + 1).split(separator: "/")
        region = Region(code: String(code), name: String(names[0]), localName: names.dropFirst().first.map(String.init))
        aliases = Array(parts.dropFirst())
    }
}

/// Finds the region of a country that somebody means.
struct RegionSpellings: Sendable {
    private let regions: [String: Region]

    init(_ rows: [RegionRow], of country: CountryCode) {
        var regions: [String: Region] = [:]
        for row in rows {
            let (code, name) = (row.region.code, row.region.name)
            for spelling in ["\(country)\(code)", name, row.region.localName ?? name] + row.aliases {
                regions[RegionSpellings.folded(spelling)] = row.region
            }
        }
        // A code is one even where it is a name, too.
        for row in rows { regions[RegionSpellings.folded(row.region.code)] = row.region }
        self.regions = regions
    }

    func region(_ spelling: String) -> Region? {
        if let region = regions[RegionSpellings.folded(spelling)] { return region }
        var words = spelling.lowercased().split { $0.isWhitespace || $0 == "-" }[...]
        while let first = words.first, RegionSpellings.kinds.contains(String(first)) { words.removeFirst() }
        while let last = words.last, RegionSpellings.kinds.contains(String(last)) { words.removeLast() }
        return regions[RegionSpellings.folded(words.joined())]
    }

    /// What stands around names without being part of them: `Provincia de Madrid`, `Washington State`, `Saitama-ken`.
    private static let kinds: Set<String> = [
        "state", "province", "prefecture", "county", "region", "governorate", "department", "emirate", "of", "the",
        "estado", "provincia", "región", "departamento", "provinsi", "judetul", "județul", "ili", "de", "del", "di", "do", "da",
        "ken", "fu", "to", "sheng", "shi",
    ]

    /// Letters and digits alone, without case, accents and width.
    private static func folded(_ text: String) -> String {
        let plain = text.folding(options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
        return String(
            plain.replacing("ı", with: "i").unicodeScalars.filter { $0.properties.isAlphabetic || $0.properties.numericType != nil })
    }
}
