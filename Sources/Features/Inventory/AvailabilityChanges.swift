import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletDurable

extension ChangeTopic {
    /// Variants of which one can be sold now, and could not before; or the other way round.
    public static let availability = ChangeTopic(rawValue: "inventory.availability")
}

/// Tells those who keep copies that variants have become available, or no longer are.
///
/// A variant is available when more than nothing is free over all locations. As long as no location owes anything, that changes
/// only where what is free at one location comes to nothing or rises above it, which whoever holds the location's row sees
/// without asking anew. Where another location owes something, every change counts.
struct AvailabilityChanges: Sendable {
    let changes: ChangeLog
    let answers: AnswerCache

    /// A condition on a row of `stock_levels`: another location owes more of its variant than it has.
    static let isOwedElsewhere: SQL = """
        EXISTS (SELECT 1 FROM stock_levels other WHERE other.variant_id = stock_levels.variant_id
            AND other.location_id <> stock_levels.location_id AND other.on_hand < other.reserved)
        """

    /// Notes what has become of a variant at a location.
    func note(_ variant: VariantID, free: Int, before: Int, isOwedElsewhere: Bool, in transaction: WriteTransaction) throws {
        guard isOwedElsewhere || (free > 0) != (before > 0) else { return }
        try note([LoggedChange(.availability, variant)], in: transaction)
    }

    /// Notes that variants may have become available that were made together.
    func note(new variants: some Collection<VariantID>, in transaction: WriteTransaction) throws {
        guard let first = variants.min(), let last = variants.max() else { return }
        try note([LoggedChange(.availability, first...last)], in: transaction)
    }

    /// Notes changes, and that answers are out of date: after the changes, so that no answer is made of an old copy meanwhile.
    func note(_ changed: [LoggedChange], in transaction: WriteTransaction) throws {
        try changes.append(changed, in: transaction)
        answers.drop(with: transaction)
    }
}
