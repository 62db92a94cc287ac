import Logging

/// What a shop takes from outside: time, randomness, a log. Tests put a manual clock and a seed here.
public struct Environment: Sendable {
    public let time: any TimeSource
    public let random: any RandomSource
    public let identifiers: IdentifierGenerator
    public let logger: Logger

    public init(
        time: any TimeSource = SystemTime(),
        random: any RandomSource = SystemRandom(),
        logger: Logger = Logger(label: "martlet")
    ) {
        self.time = time
        self.random = random
        self.logger = logger
        identifiers = IdentifierGenerator(time: time, random: random)
    }
}
