import MartletTesting
import Synchronization

/// What the library of a service for mail may look like. This one keeps what it is given, and fails as it is told.
final class PaperMailClient: Sendable {
    struct Letter: Sendable {
        var to: String
        var subject: String
        var text: String
        var html: String?
        var headers: [String: String]
    }

    enum Failure: Error {
        case noSuchAddress
        case refused(String)
        case tooMany(waitSeconds: Int)
        case notReached
    }

    private struct State {
        var letters: [(key: String, letter: Letter)] = []
        var fault: MessageBench.Fault?
    }

    private let state = Mutex(State())

    var letters: [Letter] { state.withLock { $0.letters.map(\.letter) } }

    func fail(_ fault: MessageBench.Fault) { state.withLock { $0.fault = fault } }

    /// Sends a letter once for each key. Returns the service's name for it.
    func post(_ letter: Letter, idempotencyKey key: String) async throws -> String {
        switch state.withLock({ $0.fault }) {
        case .unreachable?, .garbage?: throw Failure.notReached
        case .limit?: throw Failure.tooMany(waitSeconds: 90)
        case .unknownRecipient?: throw Failure.noSuchAddress
        case .silence?: try await Task.sleep(for: .seconds(3_600))
        case nil: break
        }
        return state.withLock { state in
            if !state.letters.contains(where: { $0.key == key }) { state.letters.append((key, letter)) }
            return "letter-\(key)"
        }
    }
}
