import Foundation

extension String {
    /// The text as it is searched for and sorted by: in small letters, without accents.
    package var foldedForSearch: String {
        // Most texts are plain, and folding is not cheap.
        utf8.allSatisfy { $0 < 0x80 }
            ? lowercased() : folding(options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
    }
}
