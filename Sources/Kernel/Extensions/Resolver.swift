/// Builds contributions, each once, in the order in which they need each other.
///
/// It exists while the shop is put together and not afterwards: what a component needs, it is given here, once.
public final class Resolver {
    /// Time, randomness and what else a shop takes from outside.
    public let environment: Environment
    /// Where the time that plugins take is kept.
    public let timings: PluginTimings

    private struct Cell {
        let contribution: Contribution
        var value: (any Sendable)?
    }

    private var cells: [Cell]
    private var byPoint: [String: [Int]] = [:]
    private var building: [Int] = []

    package init(_ contributions: [Contribution], environment: Environment, timings: PluginTimings) {
        self.environment = environment
        self.timings = timings
        cells = contributions.map { Cell(contribution: $0) }
        for (index, contribution) in contributions.enumerated() {
            byPoint[contribution.point, default: []].append(index)
        }
        for (point, indices) in byPoint {
            byPoint[point] = indices.enumerated().sorted {
                (cells[$0.element].contribution.order, $0.offset) < (cells[$1.element].contribution.order, $1.offset)
            }.map(\.element)
        }
    }

    /// What fills the point. Throws ``CompositionError`` when nothing or more than one thing does.
    public func callAsFunction<Value>(_ point: SingleExtensionPoint<Value>) throws -> Value {
        let indices = byPoint[point.name] ?? []
        guard let index = indices.first else { throw CompositionError.unfilled(point: point.name, expected: point.summary) }
        guard indices.count == 1 else {
            throw CompositionError.filledTwice(
                point: point.name, expected: point.summary, by: indices.map { cells[$0].contribution.plugin })
        }
        return try value(at: index)
    }

    /// What fills the point, or `nil` when nothing does.
    public func optional<Value>(_ point: SingleExtensionPoint<Value>) throws -> Value? {
        byPoint[point.name] == nil ? nil : try self(point)
    }

    /// What fills the point, by name. Throws when a name is taken twice.
    public func callAsFunction<Value>(_ point: NamedExtensionPoint<Value>) throws -> [String: Value] {
        var named: [String: Value] = [:]
        for index in byPoint[point.name] ?? [] {
            guard case .named(let name) = cells[index].contribution.kind else { continue }
            guard named[name] == nil else {
                throw CompositionError.nameTaken(point: point.name, name: name, by: cells[index].contribution.plugin)
            }
            named[name] = try value(at: index)
        }
        return named
    }

    /// What was added to the list, in order.
    public func callAsFunction<Value>(_ point: ListExtensionPoint<Value>) throws -> [Value] {
        try contributed(point).map(\.value)
    }

    /// What was added to the list, each with the plugin that added it.
    public func contributed<Value>(_ point: ListExtensionPoint<Value>) throws -> [Contributed<Value>] {
        try contributed(point: point.name)
    }

    package func contributed<Value: Sendable>(point: String) throws -> [Contributed<Value>] {
        try (byPoint[point] ?? []).map { Contributed(plugin: cells[$0].contribution.plugin, value: try value(at: $0)) }
    }

    /// Builds everything and returns what went wrong.
    package func buildAll() -> [any Error] {
        cells.indices.compactMap { index in
            do {
                let _: any Sendable = try value(at: index)
                return nil
            } catch {
                return error
            }
        }
    }

    private func value<Value>(at index: Int) throws -> Value {
        if cells[index].value == nil {
            guard !building.contains(index) else {
                let circle = (building.drop { $0 != index } + [index]).map { cells[$0].contribution }
                throw CompositionError.circle(circle.map { "\($0.point) of \($0.plugin)" })
            }
            building.append(index)
            defer { building.removeLast() }
            cells[index].value = try cells[index].contribution.build(self)
        }
        guard let value = cells[index].value as? Value else {
            throw CompositionError.wrongType(point: cells[index].contribution.point, by: cells[index].contribution.plugin)
        }
        return value
    }
}
