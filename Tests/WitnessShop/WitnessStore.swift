import MartletDatabase

/// All SQL of the witness.
enum WitnessStore {
    static let migration = Migration(
        1, "create what was witnessed",
        [
            """
            CREATE TABLE witnessed (
                kind {text} NOT NULL, name {text} NOT NULL, arrivals {int} NOT NULL, PRIMARY KEY (kind, name))
            """
        ])

    /// Notes an arrival. False when it was not the first.
    static func note(_ kind: String, _ name: String, in transaction: WriteTransaction) throws -> Bool {
        try transaction.value(
            """
            INSERT INTO witnessed (kind, name, arrivals) VALUES (\(kind), \(name), 1)
            ON CONFLICT (kind, name) DO UPDATE SET arrivals = witnessed.arrivals + 1 RETURNING arrivals
            """, as: Int.self) == 1
    }
}
