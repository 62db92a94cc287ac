import ArgumentParser
import MartletIdentity

struct AdminListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists who works in the shop.")

    @OptionGroup var options: ShopOptions

    @Flag(help: "Answers as JSON.")
    var json = false

    func run() async throws {
        let json = json
        try await options.withDatabase { shop, database in
            let staff = try shop.resolver(.staff)
            let members = try await database.read { try staff.everybody(in: $0) }
            if json {
                Terminal.say(json: members.map { StaffBody(member: $0) })
            } else if members.isEmpty {
                Terminal.say("Nobody works in the shop: 'martlet admin create' makes its first owner.")
            } else {
                Terminal.table(
                    ["email", "roles", "status", "second factor"],
                    members.map {
                        [
                            $0.account.email.rawValue, $0.roles.map(\.name).joined(separator: ", "),
                            $0.account.isDisabled ? "deactivated" : "active", $0.account.totpConfirmedAt == nil ? "no" : "yes",
                        ]
                    })
            }
        }
    }
}
