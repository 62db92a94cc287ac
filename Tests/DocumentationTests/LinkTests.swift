import Foundation
import Testing

@Suite struct LinkTests {
    @Test(arguments: Documentation.pages)
    func `each page exists, and each link in it leads somewhere`(page: Page) throws {
        #expect(Documentation.text(of: page.path) != nil, "\(page) is missing")
        let folder = Documentation.root.appendingPathComponent(page.path).deletingLastPathComponent()
        for (number, line) in page.prose {
            for match in line.matches(of: /\]\(([^)]*)\)/) where !match.1.hasPrefix("https://") {
                let parts = match.1.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                let target = parts[0].isEmpty ? page.path : path(of: parts[0], in: folder)
                let place: Comment = "\(page):\(number): \(match.1) leads nowhere"
                #expect(FileManager.default.fileExists(atPath: Documentation.root.appendingPathComponent(target).path), place)
                if parts.count > 1 { #expect(Documentation.page(target).anchors.contains(parts[1]), place) }
            }
        }
    }

    private func path(of link: String, in folder: URL) -> String {
        let root = Documentation.root.standardizedFileURL.path + "/"
        return String(folder.appendingPathComponent(link).standardizedFileURL.path.trimmingPrefix(root))
    }

    @Test func `the index of the documentation names every page`() {
        let index = Documentation.page("docs/README.md").lines.joined(separator: "\n")
        for file in Documentation.files(in: "docs") where file != "README.md" {
            #expect(index.contains("(\(file))"), "docs/README.md does not link to \(file)")
        }
    }
}
