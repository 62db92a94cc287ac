/// The targets of `Package.swift`, read from its text.
struct PackageManifest {
    struct Target: Equatable, Sendable {
        let name: String
        let isTest: Bool
        let isExecutable: Bool
        let path: String
        /// The modules of the targets and products that it declares.
        let dependencies: [String]
    }

    let targets: [Target]

    init(_ text: String) throws {
        let parser = try ManifestParser(text)
        var evaluator = ManifestEvaluator(functions: parser.functions)
        for constant in parser.constants { evaluator.constants[constant.name] = try evaluator.value(constant.value) }
        guard case .call("Package", let arguments)? = evaluator.constants["package"], case .list(let values)? = arguments["targets"] else {
            throw ManifestSyntaxError(description: "Package.swift: has no 'let package = Package(… targets: […] …)'")
        }
        targets = try values.map(PackageManifest.target)
    }

    private static func target(_ value: ManifestEvaluator.Value) throws -> Target {
        guard case .call(let kind, let arguments) = value, case .text(let name)? = arguments["name"],
            case .text(let path)? = arguments["path"]
        else { throw ManifestSyntaxError(description: "Package.swift: a target has no name or no path: \(value)") }
        var dependencies: [String] = []
        if case .list(let values)? = arguments["dependencies"] { dependencies = try values.map(module) }
        return Target(
            name: name, isTest: kind == "testTarget", isExecutable: kind == "executableTarget", path: path, dependencies: dependencies)
    }

    private static func module(_ value: ManifestEvaluator.Value) throws -> String {
        switch value {
        case .text(let name): return name
        case .call("target", let arguments), .call("product", let arguments), .call("byName", let arguments):
            if case .text(let name)? = arguments["name"] { return name }
        default: break
        }
        throw ManifestSyntaxError(description: "Package.swift: a dependency cannot be read: \(value)")
    }
}

/// Works out the expressions of `Package.swift`.
struct ManifestEvaluator {
    indirect enum Value {
        case text(String)
        case list([Value])
        /// A name or a call that the package description knows: `.target(name: …)`, `true`.
        case call(String, [String: Value])
    }

    let functions: [String: ManifestFunction]
    var constants: [String: Value] = [:]

    func value(_ expression: ManifestExpression) throws -> Value {
        switch expression {
        case .text(let parts):
            return .text(
                try parts.map { part in
                    switch part {
                    case .literal(let text): return text
                    case .interpolation(let expression):
                        guard case .text(let text) = try value(expression) else {
                            throw ManifestSyntaxError(description: "Package.swift: \(expression) is no text")
                        }
                        return text
                    }
                }.joined())
        case .list(let values): return .list(try values.map(value))
        case .name(let name): return constants[name] ?? .call(name, [:])
        case .call(let name, let arguments):
            if let function = functions[name] { return try value(of: function, name, arguments) }
            return .call(name, try named(arguments))
        case .member(let name, let arguments): return .call(name, try named(arguments))
        case .map(let list, let body):
            return .list(
                try elements(list).map { element in
                    var inner = self
                    inner.constants["$0"] = element
                    return try inner.value(body)
                })
        case .sum(let left, let right): return .list(try elements(left) + elements(right))
        }
    }

    private func elements(_ expression: ManifestExpression) throws -> [Value] {
        guard case .list(let values) = try value(expression) else {
            throw ManifestSyntaxError(description: "Package.swift: \(expression) is no list")
        }
        return values
    }

    private func named(_ arguments: [ManifestExpression.Argument]) throws -> [String: Value] {
        Dictionary(try arguments.enumerated().map { ($1.label ?? "\($0)", try value($1.value)) }) { first, _ in first }
    }

    private func value(
        of function: ManifestFunction, _ name: String, _ arguments: [ManifestExpression.Argument]
    ) throws -> Value {
        var inner = self
        var rest = arguments[...]
        for parameter in function.parameters {
            if let argument = rest.first, argument.label == parameter.label {
                inner.constants[parameter.name] = try value(argument.value)
                rest = rest.dropFirst()
            } else if let fallback = parameter.fallback {
                inner.constants[parameter.name] = try value(fallback)
            } else {
                throw ManifestSyntaxError(description: "Package.swift: \(name) is called without \(parameter.name)")
            }
        }
        guard rest.isEmpty else { throw ManifestSyntaxError(description: "Package.swift: \(name) is called with too many arguments") }
        return try inner.value(function.body)
    }
}
