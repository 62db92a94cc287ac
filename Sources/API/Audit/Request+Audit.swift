import MartletDatabase
import MartletDurable
import MartletJSON

extension Request {
    /// Writes to the audit log what the request changes: who calls, which operation, when and from where are known.
    ///
    /// Each operation of the admin API that changes something calls this, in the transaction of the change. One that succeeds without
    /// is answered with 500, and what it has written is undone.
    ///
    /// ```swift
    /// let old = try body(request.input.id, in: transaction)
    /// try catalog.update(category, in: transaction)
    /// let new = CategoryBody(category: category)
    /// try request.audit(.category, category.id, before: old, after: new, in: transaction)
    /// ```
    ///
    /// - Parameters:
    ///   - resource: The thing's identifier.
    ///   - before: The thing as it was; nothing for one that is new. Only fields that differ are kept.
    ///   - after: The thing as it is; nothing for one that is gone.
    ///   - personal: Fields with personal data of customers, of which only is told that they have changed.
    public func audit(
        _ kind: ResourceKind, _ resource: some CustomStringConvertible, before: (any JSONWritable)? = nil,
        after: (any JSONWritable)? = nil, personal: Set<String> = [], in transaction: WriteTransaction
    ) throws {
        let change = AuditedChange(kind, resource.description, before: before, after: after, personal: personal)
        try trail.append(change, by: nil, in: transaction)
    }

    /// Writes what is changed by somebody whom the request itself makes known, such as by a token in its body.
    package func audit(_ change: AuditedChange, by actor: AuditActor, in transaction: WriteTransaction) throws {
        try trail.append(change, by: actor, in: transaction)
    }
}
