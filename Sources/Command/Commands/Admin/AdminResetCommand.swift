import ArgumentParser
import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletIdentity
import MartletJSON

struct AdminResetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset", abstract: "Gives a member of staff another password, and signs them out everywhere.",
        discussion: "The password is asked for, or read from the input, as by 'martlet admin create'.")

    @OptionGroup var options: ShopOptions

    @Option(help: "With which address they sign in.")
    var email: EmailAddress

    @Flag(help: "Takes their second factor away as well, for who has lost it.")
    var secondFactor = false

    func run() async throws {
        let (email, secondFactor) = (email, secondFactor)
        try await options.withDatabase { shop, database in
            let (staff, audit) = (try shop.resolver(.staff), try CommandAudit("martlet admin reset", in: shop))
            try await AdminCommand.explaining {
                let hash = try await AdminCommand.passwordHash(for: email, in: shop)
                try await database.write { transaction in
                    let member = try staff.reset(email, passwordHash: hash, withoutSecondFactor: secondFactor, in: transaction)
                    let after: JSONValue = ["credentials_reset": true, "second_factor_removed": .bool(secondFactor)]
                    try audit.append(.staff, member.account.staff.map { "\($0)" } ?? "", after: after, in: transaction)
                }
                Terminal.say("\(email.rawValue) has another password, and is signed out everywhere.")
            }
        }
    }
}
