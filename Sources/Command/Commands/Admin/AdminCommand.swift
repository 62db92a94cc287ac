import ArgumentParser
import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletIdentity
import MartletKernel

struct AdminCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "admin", abstract: "Lets people and programs into the admin API.",
        subcommands: [AdminCreateCommand.self, AdminListCommand.self, AdminResetCommand.self, AdminKeyCommand.self])

    /// Says what the shop refuses as it says it to clients of its API, and exits with 64 (EX_USAGE).
    static func explaining(_ body: () async throws -> Void) async throws {
        do { try await body() } catch IdentityError.weakPassword(let weakness) {
            Terminal.complain("The password \(weakness).")
            throw ExitCode(64)
        } catch let error as any ProblemConvertible {
            Terminal.complain(error.problem.detail)
            throw ExitCode(64)
        } catch let error as SecretInputError {
            Terminal.complain("\(error)")
            throw ExitCode(64)
        }
    }

    /// The roles with these names.
    static func roles(_ names: [String], of staff: Staff, in transaction: ReadTransaction) throws -> [RoleID] {
        try names.map { name in
            guard let role = try staff.role(named: name, in: transaction) else {
                let known = try staff.roleNames(in: transaction).joined(separator: ", ")
                throw ValidationError("There is no role named '\(name)'; known are \(known).")
            }
            return role.id
        }
    }

    /// Asks for a password that is good enough, and returns what is kept of it.
    static func passwordHash(for email: EmailAddress, in shop: Composition) async throws -> String {
        let passwords = try shop.resolver(.passwords)
        let owner = Passwords.Owner(.staff, email: email, hasSecondFactor: false)
        return try await passwords.hash(try Terminal.secret("Password for \(email.rawValue)"), for: owner)
    }
}
