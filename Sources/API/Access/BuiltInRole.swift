/// A role that every shop has from the start, besides that of owners, who may do everything.
///
/// What it allows is stored nowhere: features say so where they declare their permissions. So it grows with the shop, and a shop that
/// wants another set makes a role of its own.
public enum BuiltInRole: String, Sendable, CaseIterable {
    /// Runs the shop, but decides neither who works in it nor which programs may.
    case manager
    /// Answers buyers: sees everything about orders, changes them, moves no money and no goods.
    case support
    /// Packs and ships.
    case fulfilment
}
