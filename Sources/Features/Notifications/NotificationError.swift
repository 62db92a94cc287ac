import MartletCommerce
import MartletDurable
import MartletKernel

/// Why a notice could not be sent. It names templates, places and plugins, and never an address or a text.
public enum NotificationError: Error, Equatable {
    /// The sender could not take it now. A job that ends with this is tried again, not before so long.
    case unavailable(MessageChannel, retryAfter: Duration?)
    /// No sender of the channel is on.
    case noSender(MessageChannel)
    /// The device belongs to a sender that is not on.
    case unknownDevice(sender: PluginID)
    case unknownTemplate(NoticeName, nearest: String?)
    /// The template has no text for the channel.
    case noText(NoticeName, MessageChannel)
    case missingValues(NoticeName, places: [String])
    case unknownValues(NoticeName, places: [String])
    case badLink(NoticeName, place: String)
    case badKey
    /// What a setting names sends nothing.
    case unknownSender(MessageChannel, name: String, known: [String])
    /// Several could send, and the manifest does not say which one does.
    case severalSenders(MessageChannel, [String])
}

extension NotificationError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unavailable(let channel, let pause):
            "The sender of \(channel.title) could not take a message" + (pause.map { "; it asks to wait \($0)" } ?? "") + "."
        case .noSender(let channel): "Nothing sends \(channel.title): enable a plugin that does."
        case .unknownDevice(let sender): "A device belongs to '\(sender)', which is not on: enable it, or forget the device."
        case .unknownTemplate(let name, let nearest):
            "There is no notice template '\(name)'" + (nearest.map { "; did you mean '\($0)'?" } ?? ": add it to .noticeTemplates.")
        case .noText(let name, let channel): "The notice template '\(name)' has no text for \(channel.title)."
        case .missingValues(let name, let places):
            "The notice '\(name)' lacks values for its places " + places.map { "{{\($0)}}" }.joined(separator: ", ") + "."
        case .unknownValues(let name, let places):
            "The notice '\(name)' has values for places that its template does not have: " + places.joined(separator: ", ") + "."
        case .badLink(let name, let place):
            "The value of {{\(place)}} in the notice '\(name)' is no address of the web: it begins with https:// and has visible ASCII only."
        case .badKey: "The key of a notice is empty, too long, or has more than visible ASCII: 1 to 120 characters."
        case .unknownSender(let channel, let name, let known):
            "features.notifications.\(channel): '\(name)' sends no \(channel.title); "
                + (Spelling.nearest(to: name, among: known).map { "did you mean \($0)?" }
                    ?? (known.isEmpty ? "no plugin that is on does" : "known are \(known.joined(separator: ", "))"))
        case .severalSenders(let channel, let names):
            "\(names.joined(separator: " and ")) send \(channel.title): say which one does, "
                + "features: { notifications: { \(channel): \(names.first ?? "") } }."
        }
    }
}

extension NotificationError: RetryDelay {
    public var retryAfter: Duration? {
        if case .unavailable(_, let pause) = self { pause } else { nil }
    }
}
