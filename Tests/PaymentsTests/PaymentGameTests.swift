import MartletKernel
import MartletTesting
import TestSupport
import Testing

/// Whatever clients, vendors and networks do, and in whatever order: no cent is lost, and none is taken twice.
@Suite(.timeLimit(.minutes(10)), .serialized)
struct PaymentGameTests {
    @Test(arguments: PaymentVendor.allCases, TestDatabase.available)
    func `money and orders match, whatever happens in between`(vendor: PaymentVendor, database: TestDatabase) async throws {
        let seed = Torture.seed(usual: 20_261_127)
        for round in 0..<UInt64(4 * Torture.rounds) {
            let capture = ["at-once", "by-hand", "at-shipment"][Int(round % 3)]
            let (extra, settings): ([any Plugin.Type], String) = ([CrashPlugin.self, CourierPlugin.self], "  crash: {}\n  courier: {}\n")
            try await Crash.$state.withValue(Crash.State()) {
                try await vendor.shop(on: database, capture: capture, extra: extra, settings: settings) { shop, fake in
                    let random = SeededRandom(seed: seed &+ round)
                    var game = try await PaymentGame(shop: shop, vendor: vendor, fake: fake, random: random)
                    try await game.play(250)
                    let faults = try await game.faults()
                    #expect(faults.isEmpty, "MARTLET_TORTURE=\(seed), round \(round), \(capture): \(faults.joined(separator: "; "))")
                    #expect(try await shop.payments().count > 10)
                }
            }
        }
    }
}
