import MartletDatabase

extension Migration {
    static let identity: [Migration] = [
        Migration(
            1, "create API keys",
            [
                """
                CREATE TABLE api_keys (
                    id {id} NOT NULL PRIMARY KEY, name {text} NOT NULL, permissions {text} NOT NULL CHECK (permissions <> ''),
                    digest {bytes} NOT NULL UNIQUE, created_at {timestamp} NOT NULL, revoked_at {timestamp})
                """
            ]),
        Migration(
            2, "create accounts, sessions, roles, one-time secrets, throttles",
            [
                """
                CREATE TABLE accounts (
                    id {id} NOT NULL PRIMARY KEY, kind {text} NOT NULL CHECK (kind = 'customer' OR kind = 'staff'), email {text} NOT NULL,
                    email_canonical {key} NOT NULL, email_verified_at {timestamp}, phone {text}, phone_verified_at {timestamp},
                    password_hash {text} CHECK (password_hash <> ''), totp_secret {bytes}, totp_last_step {int},
                    totp_confirmed_at {timestamp}, disabled_at {timestamp}, created_at {timestamp} NOT NULL,
                    updated_at {timestamp} NOT NULL, version {int} NOT NULL CHECK (version > 0), UNIQUE (kind, email_canonical),
                    CHECK (phone IS NOT NULL OR phone_verified_at IS NULL), CHECK (totp_secret IS NOT NULL OR totp_confirmed_at IS NULL))
                """,
                "CREATE INDEX accounts_phone ON accounts (phone) WHERE phone IS NOT NULL",
                """
                CREATE TABLE account_networks (
                    account_id {id} NOT NULL REFERENCES accounts (id), network {text} NOT NULL, seen_at {timestamp} NOT NULL,
                    PRIMARY KEY (account_id, network)){clustered}
                """,
                "CREATE INDEX account_networks_seen ON account_networks (seen_at)",
                """
                CREATE TABLE sessions (
                    id {id} NOT NULL PRIMARY KEY, account_id {id} NOT NULL REFERENCES accounts (id), digest {bytes} NOT NULL UNIQUE,
                    device {text} NOT NULL, user_agent {text}, address {text}, created_at {timestamp} NOT NULL,
                    authenticated_at {timestamp} NOT NULL, second_factor_at {timestamp}, last_used_at {timestamp} NOT NULL,
                    expires_at {timestamp} NOT NULL, ends_at {timestamp} NOT NULL, CHECK (expires_at <= ends_at))
                """,
                "CREATE INDEX sessions_account ON sessions (account_id)",
                "CREATE INDEX sessions_expiry ON sessions (expires_at)",
                """
                CREATE TABLE recovery_codes (
                    account_id {id} NOT NULL REFERENCES accounts (id), digest {bytes} NOT NULL, created_at {timestamp} NOT NULL,
                    used_at {timestamp}, PRIMARY KEY (account_id, digest)){clustered}
                """,
                """
                CREATE TABLE one_time_secrets (
                    account_id {id} NOT NULL REFERENCES accounts (id), purpose {text} NOT NULL, digest {bytes} NOT NULL UNIQUE,
                    code_digest {bytes}, attempts_left {int} NOT NULL CHECK (attempts_left >= 0), expires_at {timestamp} NOT NULL,
                    used_at {timestamp}, payload {json} NOT NULL, created_at {timestamp} NOT NULL, PRIMARY KEY (account_id, purpose))
                """,
                "CREATE INDEX one_time_secrets_expiry ON one_time_secrets (expires_at)",
                // Only the role of owners allows everything, and always does. What '@' stands before, features say.
                """
                CREATE TABLE roles (
                    id {id} NOT NULL PRIMARY KEY, name {text} NOT NULL UNIQUE, permissions {text} NOT NULL CHECK (permissions <> ''),
                    created_at {timestamp} NOT NULL, CHECK ((name = 'owner') = (permissions = '*')),
                    CHECK ((name = 'manager' OR name = 'support' OR name = 'fulfilment') = (permissions LIKE '@%')),
                    CHECK (permissions NOT LIKE '@%' OR permissions = '@' || name))
                """,
                .only(
                    .sqlite,
                    """
                    INSERT INTO roles (id, name, permissions, created_at) VALUES
                    (X'00000000000070008000000000000001', 'owner', '*', 0),
                    (X'00000000000070008000000000000002', 'manager', '@manager', 0),
                    (X'00000000000070008000000000000003', 'support', '@support', 0),
                    (X'00000000000070008000000000000004', 'fulfilment', '@fulfilment', 0)
                    """),
                .only(
                    .postgres,
                    """
                    INSERT INTO roles (id, name, permissions, created_at) VALUES
                    ('00000000-0000-7000-8000-000000000001', 'owner', '*', 0),
                    ('00000000-0000-7000-8000-000000000002', 'manager', '@manager', 0),
                    ('00000000-0000-7000-8000-000000000003', 'support', '@support', 0),
                    ('00000000-0000-7000-8000-000000000004', 'fulfilment', '@fulfilment', 0)
                    """),
                """
                CREATE TABLE staff_roles (
                    account_id {id} NOT NULL REFERENCES accounts (id), role_id {id} NOT NULL REFERENCES roles (id),
                    PRIMARY KEY (account_id, role_id)){clustered}
                """,
                "CREATE INDEX staff_roles_role ON staff_roles (role_id)",
                """
                CREATE TABLE throttles (
                    digest {bytes} NOT NULL PRIMARY KEY, attempts {int} NOT NULL CHECK (attempts >= 0),
                    paused_until {timestamp} NOT NULL, expires_at {timestamp} NOT NULL){clustered}
                """,
                "CREATE INDEX throttles_expiry ON throttles (expires_at)",
            ]),
        Migration(
            3, "create invitations of staff",
            [
                """
                CREATE TABLE staff_invitations (
                    id {id} NOT NULL PRIMARY KEY, email {text} NOT NULL, email_canonical {key} NOT NULL UNIQUE,
                    invited_by {text} NOT NULL, created_at {timestamp} NOT NULL, digest {bytes} UNIQUE, expires_at {timestamp},
                    CHECK ((digest IS NULL) = (expires_at IS NULL)))
                """,
                """
                CREATE TABLE staff_invitation_roles (
                    invitation_id {id} NOT NULL REFERENCES staff_invitations (id), role_id {id} NOT NULL REFERENCES roles (id),
                    PRIMARY KEY (invitation_id, role_id)){clustered}
                """,
                "CREATE INDEX staff_invitation_roles_role ON staff_invitation_roles (role_id)",
            ]),
        Migration(
            4, "create registrations",
            [
                """
                CREATE TABLE registrations (
                    id {id} NOT NULL PRIMARY KEY, email {text} NOT NULL, email_canonical {key} NOT NULL,
                    password_hash {text} NOT NULL CHECK (password_hash <> ''), created_at {timestamp} NOT NULL,
                    expires_at {timestamp} NOT NULL, digest {bytes} NOT NULL UNIQUE, token_digest {bytes} UNIQUE, code_digest {bytes},
                    attempts_left {int} NOT NULL CHECK (attempts_left >= 0))
                """,
                "CREATE INDEX registrations_email ON registrations (email_canonical)",
                "CREATE INDEX registrations_expiry ON registrations (expires_at)",
            ]),
        Migration(
            5, "create changes of addresses",
            [
                """
                CREATE TABLE email_changes (
                    account_id {id} NOT NULL PRIMARY KEY REFERENCES accounts (id), email {text} NOT NULL, created_at {timestamp} NOT NULL,
                    expires_at {timestamp} NOT NULL, old_confirmed_at {timestamp}, new_confirmed_at {timestamp},
                    old_digest {bytes} UNIQUE, new_digest {bytes} UNIQUE)
                """,
                "CREATE INDEX email_changes_expiry ON email_changes (expires_at)",
            ]),
        Migration(
            6, "let roles ask for a second factor",
            [
                .only(.sqlite, "ALTER TABLE roles ADD COLUMN needs_second_factor {bool} NOT NULL DEFAULT 0"),
                .only(.postgres, "ALTER TABLE roles ADD COLUMN needs_second_factor {bool} NOT NULL DEFAULT FALSE"),
            ]),
    ]
}
