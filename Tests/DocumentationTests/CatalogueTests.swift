import Foundation
import MartletJSON
import MartletTesting
import TestSupport
import Testing

/// The lists of events, hooks, permissions and problems are whole.
@Suite(.timeLimit(.minutes(2)))
struct CatalogueTests {
    private func sources(in folder: String) -> [String] {
        Documentation.files(in: "Sources/Features").flatMap { feature in
            Documentation.files(in: "Sources/Features/\(feature)/\(folder)").compactMap {
                Documentation.text(of: "Sources/Features/\(feature)/\(folder)/\($0)")
            }
        }
    }

    private func cells(_ page: String, _ marker: String, column: Int = 0) -> [String] {
        Documentation.page(page).table(below: marker).map { $0[column].replacing("`", with: "") }
    }

    @Test func `the page about events lists them all`() {
        let names = sources(in: "Events").compactMap { $0.firstMatch(of: /static let name = "([^"]+)"/).map { String($0.1) } }
        #expect(!names.isEmpty)
        #expect(cells("docs/events.md", "<!-- events -->").sorted() == names.sorted())
    }

    @Test func `the page about hooks lists them all`() {
        let names = sources(in: "Hooks").compactMap { $0.firstMatch(of: /Self\("([^"]+)"\)/).map { String($0.1) } }
        #expect(!names.isEmpty)
        #expect(cells("docs/add-a-hook.md", "<!-- hooks -->").sorted() == names.sorted())
    }

    @Test func `the page about the API lists every permission and every problem`() async throws {
        try await TestDatabase.sqlite.shop { shop in
            let page = Documentation.page("docs/api.md")
            #expect(
                page.table(below: "<!-- permissions -->")
                    == shop.keys.known.sorted { $0.permission < $1.permission }.map {
                        ["`\($0.permission)`", $0.summary]
                    })
            let document = try await shop.get("/openapi.json").json
            var found: Set<[String]> = []
            for problem in CatalogueTests.problems(in: document) { found.insert(problem) }
            let listed = page.table(below: "<!-- problems -->")
            #expect(Set(listed).symmetricDifference(found).subtracting(CatalogueTests.everywhere).isEmpty)
            #expect(!found.isEmpty)
        }
    }

    /// What no operation declares, since it belongs to none: the path or the method is wrong, or the head.
    private static let everywhere: Set<[String]> = [
        ["405", "`method_not_allowed`", "The resource does not take this method."]
    ]

    /// The examples of problems in the OpenAPI document: status, code, title.
    private static func problems(in json: JSONValue) -> [[String]] {
        switch json {
        case .object(let object):
            if let code = json["code"]?.stringValue, let title = json["title"]?.stringValue, case .integer(let status)? = json["status"] {
                return [["\(status)", "`\(code)`", title]]
            }
            return object.flatMap { problems(in: $0.value) }
        case .array(let values): return values.flatMap(problems)
        default: return []
        }
    }
}
