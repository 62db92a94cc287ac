import MartletKernel
import Testing

extension AsyncHook<Int, String> {
    fileprivate static var spell: Self { Self("test.spell-slowly") }
}

struct AsyncHookTests {
    private func chain(_ plugins: [any Plugin], timings: PluginTimings = PluginTimings()) throws -> AsyncHookChain<Int, String> {
        try composition(plugins, timings: timings).resolver(AsyncHook<Int, String>.spell)
    }

    private func marking(_ mark: String) -> AsyncHook<Int, String>.Handler {
        { input, next in
            await Task.yield()
            return "\(mark)(\(try await next(input)))"
        }
    }

    @Test func `a chain without handlers is the built-in behaviour`() async throws {
        let chain = try chain([Ash { _ in }])
        #expect(chain.isEmpty)
        #expect(try await chain(7) { "\($0)" } == "7")
        await #expect(throws: Mishap()) { try await chain(7) { _ in throw Mishap() } }
    }

    @Test func `handlers stand around the built-in behaviour by order, then by plugin`() async throws {
        let (a, b, c) = (marking("a"), marking("b"), marking("c"))
        let chain = try chain([
            Ash { $0.handle(.spell, a) }, Birch { $0.handle(.spell, b) }, Cedar { $0.handle(.spell, order: -1, c) },
        ])
        #expect(!chain.isEmpty)
        #expect(try await chain(7) { "\($0)" } == "c(a(b(7)))")
    }

    @Test func `a handler may change what goes in and what comes out, or answer itself`() async throws {
        let plus = try chain([Ash { $0.handle(.spell) { try await $1($0 + 1) + "!" } }])
        #expect(try await plus(7) { "\($0)" } == "8!")
        let never = try chain([Ash { $0.handle(.spell) { _, _ in "mine" } }])
        #expect(try await never(7) { _ in throw Mishap() } == "mine")
    }

    @Test func `a refusal reaches the caller as it was made`() async throws {
        let refusal = Refusal("closed", "The counter is closed.")
        let chain = try chain([Ash { $0.handle(.spell) { try await $1($0) } }, Birch { $0.handle(.spell) { _, _ in throw refusal } }])
        await #expect(throws: refusal) { try await chain(7) { _ in fatalError("never reached") } }
    }

    @Test func `a handler can be built from what others contribute`() async throws {
        let point = SingleExtensionPoint<String>("word", "a word")
        let chain = try chain([
            Ash {
                $0.handle(.spell) { (resolver: Resolver) in
                    let word = try resolver(point)
                    return { "\(word) \(try await $1($0))" }
                }
            },
            Birch { $0.provide(point) { _ in "number" } },
        ])
        #expect(try await chain(7) { "\($0)" } == "number 7")
    }

    @Test func `each handler is timed under its plugin, failures too`() async throws {
        let timings = PluginTimings()
        let chain = try chain(
            [
                Ash { $0.handle(.spell) { try await $1($0) } },
                Birch { $0.handle(.spell) { input, next in if input < 0 { throw Mishap() } else { try await next(input) } } },
            ], timings: timings)
        for input in [1, -1] { _ = try? await chain(input) { "\($0)" } }
        for plugin: PluginID in ["ash", "birch"] {
            let timing = try #require(timings.snapshot[.init(plugin: plugin, handler: "test.spell-slowly")])
            #expect(timing.calls == 2)
            #expect(timing.failures == 1)
        }
    }
}
