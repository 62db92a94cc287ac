import MartletDatabase

extension Invariant {
    static let identity: [Invariant] = [
        Invariant(
            "identity.accounts", "An address has one account of a kind.", counted: "SELECT COUNT(*) FROM accounts",
            violations: """
                SELECT MIN(kind) || ' with ' || email_canonical || ': has several accounts' FROM accounts
                GROUP BY kind, email_canonical HAVING COUNT(*) > 1
                """),
        Invariant(
            "identity.sessions", "A session lasts no longer than it may, and nobody is signed in to an account that is closed.",
            counted: "SELECT COUNT(*) FROM sessions",
            violations: """
                SELECT a.email || ': has a session that should have ended' FROM sessions s JOIN accounts a ON a.id = s.account_id
                WHERE a.disabled_at IS NOT NULL OR s.expires_at > s.ends_at
                """),
        Invariant(
            "identity.roles", "The role of owners is there and allows everything, and no other role does.",
            counted: "SELECT COUNT(*) FROM roles",
            violations: """
                SELECT name || ': allows everything, or is the owner''s and does not' FROM roles
                WHERE (name = 'owner') <> (permissions = '*')
                UNION ALL SELECT 'the role owner is missing' WHERE NOT EXISTS (SELECT 1 FROM roles WHERE name = 'owner')
                """),
        Invariant(
            "identity.invitations", "Whoever is invited gets a role.", counted: "SELECT COUNT(*) FROM staff_invitations",
            violations: """
                SELECT i.email || ': is invited to no role' FROM staff_invitations i
                WHERE NOT EXISTS (SELECT 1 FROM staff_invitation_roles r WHERE r.invitation_id = i.id)
                """),
        Invariant(
            "identity.staff_roles", "Only staff have roles.", counted: "SELECT COUNT(*) FROM staff_roles",
            violations: """
                SELECT a.email || ': is a customer and has a role' FROM staff_roles s JOIN accounts a ON a.id = s.account_id
                WHERE a.kind <> 'staff'
                """),
        Invariant(
            "identity.one_time_secrets", "A secret that counts once has attempts only where there is something to try.",
            counted: "SELECT COUNT(*) FROM one_time_secrets",
            violations: """
                SELECT a.email || ': ' || s.purpose || ' has attempts without a code' FROM one_time_secrets s
                JOIN accounts a ON a.id = s.account_id WHERE s.code_digest IS NULL AND s.attempts_left > 0
                AND s.purpose <> 'sign-in'
                """),
    ]
}
