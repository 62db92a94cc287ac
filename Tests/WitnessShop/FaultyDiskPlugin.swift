import Foundation
import MartletAPI
import MartletDatabase
import MartletKernel
import MartletSQLite
import PowerCut

/// SQLite on a disk that can be broken while the shop is open.
struct FaultyDiskPlugin: Plugin {
    static let id: PluginID = "faulty-sqlite"
    static let summary = "SQLite, on a disk that can be broken."

    struct Settings: PluginSettings {
        static let schema = SettingsSchema(.string("path", "The file."))
        let path: String
    }

    private let path: String

    init(settings: Settings) { path = settings.path }

    func register(in registrar: inout Registrar) {
        let path = path
        registrar.provide(.databaseDriver) { _ in
            guard power_cut_register() else { throw SettingsError("path", "cannot be broken") }
            return SQLiteDriver(path: path, vfs: "power-cut")
        }
        registrar.add(.endpoints) { _ in
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
            return [
                .process(.put, .store, "/disk", access: .anyone, tag: "Witness", "Breaks the disk, or mends it.", input: NewDisk.self) {
                    power_cut_break(folder, $0.input.state.fault)
                    return NoContent()
                }
            ]
        }
    }
}

private struct NewDisk: RequestInput {
    enum State: String, CaseIterable {
        case sound, full
        case readOnly = "read_only"

        var fault: power_cut_fault {
            switch self {
            case .sound: power_cut_none
            case .full: power_cut_full
            case .readOnly: power_cut_read_only
            }
        }
    }

    let state: State

    init(from fields: inout Fields) { state = fields.body("state", .choice(), "What is wrong with it.") }
}
