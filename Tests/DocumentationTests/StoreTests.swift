import Foundation
import Testing

/// The store package that the guides show can be built outside of this repository.
@Suite(.timeLimit(.minutes(3)))
struct StoreTests {
    @Test func `its manifest compiles and asks for products that Martlet has`() async throws {
        let manifest = try #require(Examples.text("Store/Package.swift"))
        try await Shell.inNewFolder { shell in
            try Data(manifest.utf8).write(to: shell.folder.appendingPathComponent("Package.swift"))
            let dump = try await shell.run("swift package dump-package")
            #expect(dump.status == 0, "\(dump.output)")
        }
        let package = try #require(Documentation.text(of: "Package.swift"))
        let products = Set(manifest.matches(of: /\.product\(name: "Martlet([A-Za-z]*)"/).map { String($0.1) })
        #expect(products.count > 3)
        for product in products where !product.isEmpty {
            #expect(package.contains("product(\"\(product)\")"), "there is no product Martlet\(product)")
        }
    }

    @Test func `its executable has the commands, and its plugin is on`() async throws {
        try await Shell.inNewFolder { shell in
            let yaml = try #require(Examples.text("Store/martlet.yaml"))
            try Data(yaml.utf8).write(to: shell.folder.appendingPathComponent("martlet.yaml"))
            let result = try await shell.run("BlueDoor check && BlueDoor plugins && BlueDoor migrate")
            #expect(result.status == 0, "\(result.output)")
            #expect(result.output.contains("packing 1.0.0 (plugin, on)"))
            #expect(result.output.contains("packing 1: create the packing list"))
        }
    }
}
