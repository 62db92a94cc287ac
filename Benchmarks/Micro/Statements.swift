import Benchmark
import MartletCommerce
import MartletDatabase
import MartletKernel

/// A statement of a store: constants, a condition that depends, a list of twenty.
func measureSQL(_ configuration: Benchmark.Configuration) {
    let identifiers = Environment().identifiers
    let ids = (0..<20).map { _ in identifiers.next(ProductID.self) }
    let (table, columns): (Table, Columns) = ("products", ["id", "handle", "title", "status"])

    Benchmark("sql", configuration: configuration) { benchmark in
        for number in benchmark.scaledIterations {
            let condition: SQL = number.isMultiple(of: 2) ? "status = \("active")" : "price > \(number)"
            blackHole("SELECT \(columns) FROM \(table) WHERE \(condition) AND id IN (\(list: ids)) ORDER BY id LIMIT \(20)" as SQL)
        }
    }
}
