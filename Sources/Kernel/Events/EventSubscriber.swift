/// Somebody who wants to hear of events, under a name of its own that stays the same across restarts.
public struct EventSubscriber: Sendable {
    /// `plugin/name`: what acknowledgements, retries and parking are kept under.
    public let name: String
    public let plugin: PluginID
    /// The name of the event that it hears of.
    public let event: String
    /// Handles one event. What it throws is retried, with growing pauses, and then parked.
    public let deliver: @Sendable (EventEnvelope) async throws -> Void
}

extension ListExtensionPoint where Value == EventSubscriber {
    /// Everybody who subscribes to events.
    public static var eventSubscribers: Self { Self("event-subscribers", "subscribers of events") }
}

/// That somebody hears of an event. It is known before the subscriber is built, so that a subscriber can be built from what
/// publishes events itself.
public struct EventSubscription: Sendable, Equatable {
    /// The name of the subscriber: `plugin/name`.
    public let subscriber: String
    /// The name of the event.
    public let event: String

    public init(subscriber: String, event: String) {
        self.subscriber = subscriber
        self.event = event
    }
}

extension ListExtensionPoint where Value == EventSubscription {
    /// Who hears of which event.
    public static var eventSubscriptions: Self { Self("event-subscriptions", "who hears of which event") }
}

extension Registrar {
    /// Subscribes to an event.
    ///
    /// Delivery is at least once: a handler that was interrupted is called again with the same
    /// ``EventEnvelope/id``.
    public mutating func subscribe<E: Event>(
        to event: E.Type, as name: String, _ handler: @escaping @Sendable (E, EventEnvelope) async throws -> Void
    ) {
        subscribe(to: event, as: name) { (_: Resolver) in handler }
    }

    /// Subscribes to an event, under a name that the plugin gives to nothing else, with a handler that is built from what others contribute.
    public mutating func subscribe<E: Event>(
        to event: E.Type, as name: String,
        build: @escaping (Resolver) throws -> @Sendable (E, EventEnvelope) async throws -> Void
    ) {
        let plugin = plugin
        let name = "\(plugin)/\(name)"
        add(.eventSubscriptions, EventSubscription(subscriber: name, event: E.name))
        contribute(ListExtensionPoint.eventSubscribers.name, kind: .named(name)) { resolver in
            let handler = try build(resolver)
            return EventSubscriber(name: name, plugin: plugin, event: E.name) { envelope in
                try await handler(try envelope.decode(E.self), envelope)
            }
        }
    }
}
