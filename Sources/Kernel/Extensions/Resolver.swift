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
        /// What building it came to, also when it failed: nothing is built twice.
        var result: Result<any Sendable, any Error>?
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
        guard case .single = cells[index].contribution.kind else { throw wrongType(at: index) }
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
            guard case .named(let name) = cells[index].contribution.kind else { throw wrongType(at: index) }
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
        try (byPoint[point] ?? []).map { index in
            if case .single = cells[index].contribution.kind { throw wrongType(at: index) }
            return Contributed(plugin: cells[index].contribution.plugin, value: try value(at: index))
        }
    }

    /// Builds everything and returns what went wrong, whether or not anybody asks for it.
    package func buildAll() -> [any Error] {
        var errors: [any Error] = clashes()
        for index in cells.indices {
            do { _ = try built(at: index) } catch { errors.append(error) }
        }
        return errors
    }

    /// Points that are filled more often than they may be, in the order in which they were filled.
    private func clashes() -> [CompositionError] {
        var seen: Set<String> = []
        return cells.map(\.contribution.point).filter { seen.insert($0).inserted }.flatMap { point in
            let contributions = (byPoint[point] ?? []).map { cells[$0].contribution }
            var names: Set<String> = []
            var errors: [CompositionError] = []
            for contribution in contributions {
                if case .named(let name) = contribution.kind, !names.insert(name).inserted {
                    errors.append(.nameTaken(point: point, name: name, by: contribution.plugin))
                }
            }
            if case .single(let expected)? = contributions.first?.kind, contributions.count > 1 {
                errors.append(.filledTwice(point: point, expected: expected, by: contributions.map(\.plugin)))
            }
            return errors
        }
    }

    private func value<Value>(at index: Int) throws -> Value {
        guard let value = try built(at: index) as? Value else { throw wrongType(at: index) }
        return value
    }

    private func built(at index: Int) throws -> any Sendable {
        if let result = cells[index].result { return try result.get() }
        guard !building.contains(index) else {
            let circle = (building.drop { $0 != index } + [index]).map { cells[$0].contribution }
            throw CompositionError.circle(circle.map { "\($0.point) of \($0.plugin)" })
        }
        building.append(index)
        defer { building.removeLast() }
        let result = Result { try cells[index].contribution.build(self) }
        cells[index].result = result
        return try result.get()
    }

    private func wrongType(at index: Int) -> CompositionError {
        .wrongType(point: cells[index].contribution.point, by: cells[index].contribution.plugin)
    }
}
