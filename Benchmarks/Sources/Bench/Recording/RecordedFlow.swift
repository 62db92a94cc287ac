import MartletDatabase

/// The transactions of one flow, in their order.
struct RecordedFlow: Sendable {
    var transactions: [RecordedTransaction] = []
}

/// What a shop had its database do in one transaction, apart from beginning and committing it.
struct RecordedTransaction: Sendable {
    let writes: Bool
    var statements: [SQL] = []
}

extension RecordedFlow {
    /// The statements as people read them.
    var text: String {
        transactions.map { transaction in
            (["-- a transaction that \(transaction.writes ? "writes" : "reads")"] + transaction.statements.map { "\($0.text);" })
                .joined(separator: "\n")
        }.joined(separator: "\n\n") + "\n"
    }
}
