import Foundation

extension House {
    /// This package, as it stands on the disk.
    static func ours() throws -> House {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let manifest = try String(contentsOf: root.appending(path: "Package.swift"), encoding: .utf8)
        var files: [String: String] = [:]
        for folder in ["Sources", "Plugins", "Tests"] {
            let names = FileManager.default.enumerator(atPath: root.appending(path: folder).path)
            while let name = names?.nextObject() as? String {
                let path = "\(folder)/\(name)"
                let url = root.appending(path: path)
                guard try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { continue }
                files[path] = path.hasSuffix(".swift") ? try String(contentsOf: url, encoding: .utf8) : ""
            }
        }
        return try House(manifest: manifest, files: files)
    }
}
