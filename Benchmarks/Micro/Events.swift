import Benchmark
import MartletDatabase
import MartletDurable
import MartletKernel

/// An event with one subscriber, published within a transaction of a thousand.
func measureEvents(_ configuration: Benchmark.Configuration) {
    Benchmark(
        "event", configuration: configuration,
        closure: { (benchmark, shop: Composition) in
            let (database, outbox) = (try shop.resolver(.database), try shop.resolver(.outbox))
            let numbers = benchmark.scaledIterations
            try await database.write { transaction in
                for number in numbers { try outbox.publish(ParcelPacked(parcel: number, weight: 1_200), in: transaction) }
            }
        },
        setup: {
            let shop = try composeShop()
            for step in try shop.resolver(.lifecycle) { try await step.start() }
            try await shop.resolver(.migrator).migrate()
            return shop
        },
        teardown: { removeShop() })
}
