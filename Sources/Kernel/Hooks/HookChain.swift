/// The handlers of a hook, in order. An empty chain calls the built-in behaviour and nothing else.
public struct HookChain<Input, Output>: Sendable {
    @usableFromInline let handlers: [TimedHandler<Hook<Input, Output>.Handler>]

    package init(_ name: String, _ handlers: [Contributed<Hook<Input, Output>.Handler>], _ timings: PluginTimings) {
        self.handlers = handlers.map { TimedHandler($0.value, timings.timer($0.plugin, name)) }
    }

    /// Passes a value through the handlers, then to the built-in behaviour.
    @inlinable
    public func callAsFunction(_ input: Input, _ builtIn: (Input) throws -> Output) throws -> Output {
        isEmpty ? try builtIn(input) : try run(from: 0, input, builtIn)
    }

    @inlinable
    public var isEmpty: Bool { handlers.isEmpty }

    // Inlinable, as what it calls is: where it is not specialized, each call looks up the types that it is made of.
    @inlinable
    func run(from index: Int, _ input: Input, _ builtIn: (Input) throws -> Output) throws -> Output {
        guard index < handlers.count else { return try builtIn(input) }
        let handler = handlers[index]
        return try handler.timer.measure {
            try handler.call(input) { try run(from: index + 1, $0, builtIn) }
        }
    }
}

/// The handlers of an asynchronous hook, in order. An empty chain calls the built-in behaviour and nothing else.
public struct AsyncHookChain<Input: Sendable, Output: Sendable>: Sendable {
    private let handlers: [TimedHandler<AsyncHook<Input, Output>.Handler>]

    package init(_ name: String, _ handlers: [Contributed<AsyncHook<Input, Output>.Handler>], _ timings: PluginTimings) {
        self.handlers = handlers.map { TimedHandler($0.value, timings.timer($0.plugin, name)) }
    }

    /// Passes a value through the handlers, then to the built-in behaviour.
    public func callAsFunction(_ input: Input, _ builtIn: @escaping AsyncHook<Input, Output>.Next) async throws -> Output {
        isEmpty ? try await builtIn(input) : try await run(from: 0, input, builtIn)
    }

    public var isEmpty: Bool { handlers.isEmpty }

    private func run(from index: Int, _ input: Input, _ builtIn: @escaping AsyncHook<Input, Output>.Next) async throws -> Output {
        guard index < handlers.count else { return try await builtIn(input) }
        let handler = handlers[index]
        return try await handler.timer.measure {
            try await handler.call(input) { try await run(from: index + 1, $0, builtIn) }
        }
    }
}

/// A handler, and what measures it.
@usableFromInline
struct TimedHandler<Handler: Sendable>: Sendable {
    @usableFromInline let call: Handler
    @usableFromInline let timer: PluginTimer

    init(_ call: Handler, _ timer: PluginTimer) {
        self.call = call
        self.timer = timer
    }
}

extension Resolver {
    /// The chain of a hook's handlers.
    public func callAsFunction<Input, Output>(_ hook: Hook<Input, Output>) throws -> HookChain<Input, Output> {
        HookChain(hook.name, try contributed(point: hook.name), timings)
    }

    /// The chain of an asynchronous hook's handlers.
    public func callAsFunction<Input, Output>(_ hook: AsyncHook<Input, Output>) throws -> AsyncHookChain<Input, Output> {
        AsyncHookChain(hook.name, try contributed(point: hook.name), timings)
    }
}
