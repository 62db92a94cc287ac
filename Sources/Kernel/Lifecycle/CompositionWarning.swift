/// Something that is allowed and that somebody may not have meant, such as a feature without anything to do its work.
/// `martlet check` shows it, and the log does when the shop opens.
public struct CompositionWarning: Sendable, Equatable, CustomStringConvertible {
    /// The keys of the manifest that lead to it: `features.notifications`.
    public let place: String
    /// What is missing, what follows from that, and the remedy.
    public let message: String

    public init(place: String, message: String) {
        self.place = place
        self.message = message
    }

    public var description: String { "\(place): \(message)" }
}

extension ListExtensionPoint where Value == [CompositionWarning] {
    /// What somebody should know before the shop opens.
    public static var warnings: Self { Self("warnings", "what somebody should know before the shop opens") }
}
