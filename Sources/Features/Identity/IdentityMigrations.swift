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
            ])
    ]
}
