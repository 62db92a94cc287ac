import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletKernel
import MartletNotifications

/// Sends the links of invitations.
///
/// The job makes the link and not the request, so that neither the database nor a queue ever holds one. A job that is tried again
/// sends another link, and the one before counts no more.
struct InvitationMail: Sendable {
    let database: Database
    let invitations: Invitations
    let notifier: Notifier
    /// Where the back office is; without, the message has the secret itself.
    let backOffice: String?

    var handler: JobHandler {
        JobHandler(Invitations.job) { job in
            guard let id = try? InvitationID(String(decoding: job.payload, as: UTF8.self)) else { return }
            try await send(id, key: "\(job.id)-\(job.attempt)")
        }
    }

    private func send(_ id: InvitationID, key: String) async throws {
        // It may have been revoked or accepted meanwhile.
        guard let issued = try await database.write({ try invitations.issue(id, in: $0) }) else { return }
        let (invitation, token) = issued
        let notice = Notice(
            InvitationMail.template.name, topic: .account,
            values: [
                "invited_by": .text(invitation.invitedBy),
                "invitation": backOffice.map { .link("\($0)/accept-invitation?token=\(token.text)") } ?? .text(token.text),
                "expires": .text(invitation.expiresAt.map { "\($0.description.prefix(16).replacing("T", with: " ")) UTC" } ?? ""),
            ])
        try await notifier.send(notice, to: .email(invitation.email), key: key)
    }

    static let template = NoticeTemplate(
        "identity.staff-invitation", places: ["invited_by", "invitation", "expires"],
        .email(
            subject: "You are invited to work in {{store}}",
            text: """
                {{invited_by}} invites you to work in {{store}}.

                To accept, choose a password in the back office with this:

                {{invitation}}

                It counts once, until {{expires}}. If you expected no invitation, there is nothing to do.
                """))
}
