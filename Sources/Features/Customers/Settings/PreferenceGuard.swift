import MartletCommerce
import MartletDatabase
import MartletIdentity
import MartletKernel
import MartletNotifications

/// Keeps back what customers do not want to hear of.
struct PreferenceGuard: Sendable {
    let database: Database

    /// - Throws: A `Refusal` with the code `not_wanted`, which withholds the notice.
    func check(_ sending: SendingNotice) async throws {
        let topic = sending.notice.topic
        guard topic != .account else { return }
        let isAllowed = try await database.read { transaction in
            guard let customer = try customer(sending.recipient.address, in: transaction) else { return true }
            return try SettingsStore.settings(of: customer, in: transaction).allows(topic, over: sending.recipient.channel)
        }
        guard isAllowed else {
            throw Refusal("not_wanted", "The customer does not want to hear of '\(topic)' by \(sending.recipient.channel).")
        }
    }

    /// The customer who is reached there; `nil` for who has no account.
    private func customer(_ address: Recipient.Address, in transaction: ReadTransaction) throws -> CustomerID? {
        switch address {
        case .email(let email): try AccountStore.find(.customer, email, in: transaction)?.customer
        case .phone(let number): try AccountStore.customer(withProved: number, in: transaction)
        case .device: nil
        }
    }
}
