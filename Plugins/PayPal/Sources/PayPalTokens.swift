import MartletCommerce
import MartletKernel
import Synchronization

/// The token that requests are sent with, until shortly before it expires.
final class PayPalTokens: Sendable {
    private static let margin: Duration = .seconds(60)

    private let kept = Mutex<(token: Secret, until: Timestamp)?>(nil)
    private let time: any TimeSource

    init(time: any TimeSource) { self.time = time }

    var current: Secret? {
        let now = time.now
        return kept.withLock { kept in kept.flatMap { now < $0.until ? $0.token : nil } }
    }

    func keep(_ token: Secret, for duration: Duration) {
        let until = time.now + duration - PayPalTokens.margin
        kept.withLock { $0 = (token, until) }
    }

    /// Forgets a token that is not taken any more, unless another one is there already.
    func drop(_ token: Secret) {
        kept.withLock { kept in if kept?.token == token { kept = nil } }
    }
}
