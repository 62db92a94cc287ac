/// Waits until something holds that another task brings about in its own time.
///
/// - Throws: ``NeverHeld`` after thirty seconds of the machine's time.
public func eventually(_ what: String, _ holds: () async throws -> Bool) async throws {
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(30)
    while try await !holds() {
        guard clock.now < deadline else { throw NeverHeld(what: what) }
        try await clock.sleep(for: .milliseconds(1))
    }
}

/// Something that was waited for did not come about.
public struct NeverHeld: Error, CustomStringConvertible {
    let what: String
    public var description: String { "waited in vain: \(what)" }
}
