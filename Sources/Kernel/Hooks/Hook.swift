/// A place where plugins may inspect, change or refuse a value inside a transaction. Handlers are synchronous, so none
/// can talk to a network while the transaction is open.
public struct Hook<Input, Output>: Sendable {
    public typealias Next = (Input) throws -> Output
    /// Gets the value and what comes after it: further handlers, then the built-in behaviour.
    public typealias Handler = @Sendable (_ input: Input, _ next: Next) throws -> Output

    public let name: String

    public init(_ name: String) { self.name = name }
}

/// A place where plugins may inspect, change or refuse a value outside any transaction. Handlers may talk to a network.
public struct AsyncHook<Input: Sendable, Output: Sendable>: Sendable {
    public typealias Next = @Sendable (Input) async throws -> Output
    public typealias Handler = @Sendable (_ input: Input, _ next: Next) async throws -> Output

    public let name: String

    public init(_ name: String) { self.name = name }
}

extension Registrar {
    /// Handles a hook. Lower orders are called first and thus stand outermost; plugins' own order decides between equals.
    public mutating func handle<Input, Output>(
        _ hook: Hook<Input, Output>, order: Int = 0, _ handler: @escaping Hook<Input, Output>.Handler
    ) {
        contribute(hook.name, kind: .listed, order: order) { _ in handler }
    }

    /// Handles a hook with a handler that is built from what others contribute.
    public mutating func handle<Input, Output>(
        _ hook: Hook<Input, Output>, order: Int = 0, build: @escaping (Resolver) throws -> Hook<Input, Output>.Handler
    ) {
        contribute(hook.name, kind: .listed, order: order, build: build)
    }

    /// Handles an asynchronous hook.
    public mutating func handle<Input, Output>(
        _ hook: AsyncHook<Input, Output>, order: Int = 0, _ handler: @escaping AsyncHook<Input, Output>.Handler
    ) {
        contribute(hook.name, kind: .listed, order: order) { _ in handler }
    }

    /// Handles an asynchronous hook with a handler that is built from what others contribute.
    public mutating func handle<Input, Output>(
        _ hook: AsyncHook<Input, Output>, order: Int = 0, build: @escaping (Resolver) throws -> AsyncHook<Input, Output>.Handler
    ) {
        contribute(hook.name, kind: .listed, order: order, build: build)
    }
}
