import MartletKernel
import MartletTesting
import Testing

extension Hook<Int, String> {
    fileprivate static var spell: Self { Self("test.spell") }
}

struct HookTests {
    private func chain(_ plugins: [any Plugin], timings: PluginTimings = PluginTimings()) throws -> HookChain<Int, String> {
        try composition(plugins, timings: timings).resolver(Hook<Int, String>.spell)
    }

    private func marking(_ mark: String) -> Hook<Int, String>.Handler { { "\(mark)(\(try $1($0)))" } }

    @Test func `a chain without handlers is the built-in behaviour`() throws {
        let chain = try chain([Ash { _ in }])
        #expect(chain.isEmpty)
        #expect(try chain(7) { "\($0)" } == "7")
        #expect(throws: Mishap()) { try chain(7) { _ in throw Mishap() } }
    }

    @Test func `handlers stand around the built-in behaviour in the order of the plugins`() throws {
        let (a, b) = (marking("a"), marking("b"))
        let chain = try chain([Ash { $0.handle(.spell, a) }, Birch { $0.handle(.spell, b) }])
        #expect(!chain.isEmpty)
        #expect(try chain(7) { "\($0)" } == "a(b(7))")
    }

    @Test func `a lower order stands farther out, whatever the order of the plugins`() throws {
        let (a, b, c, d) = (marking("a"), marking("b"), marking("c"), marking("d"))
        let plugins: [any Plugin] = [
            Ash {
                $0.handle(.spell, order: 5, a)
                $0.handle(.spell, b)
            },
            Birch { $0.handle(.spell, order: -1, c) }, Cedar { $0.handle(.spell, order: 5, d) },
        ]
        #expect(try chain(plugins)(7) { "\($0)" } == "c(b(a(d(7))))")
    }

    @Test(arguments: 0..<30)
    func `for any orders, handlers run by order and then by plugin`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let orders = (0..<8).map { _ in Int.random(in: -2...2, using: &random) }
        let diary = Diary()
        let plugins: [any Plugin] = orders.enumerated().map { index, order in
            Ash {
                $0.handle(.spell, order: order) { input, next in
                    diary.note("\(index)")
                    return try next(input)
                }
            }
        }
        _ = try chain(plugins)(7) { "\($0)" }
        let expected = orders.indices.sorted { (orders[$0], $0) < (orders[$1], $1) }
        #expect(diary.all == expected.map(String.init))
    }

    @Test func `a handler may change what goes in and what comes out, or answer itself`() throws {
        let plus = try chain([Ash { $0.handle(.spell) { try $1($0 + 1) + "!" } }])
        #expect(try plus(7) { "\($0)" } == "8!")
        let twice = try chain([Ash { $0.handle(.spell) { try $1($0) + $1($0 * 2) } }])
        #expect(try twice(7) { "\($0)" } == "714")
        let never = try chain([Ash { $0.handle(.spell) { _, _ in "mine" } }, Birch { $0.handle(.spell) { _, _ in throw Mishap() } }])
        #expect(try never(7) { _ in throw Mishap() } == "mine")
    }

    @Test func `a refusal ends what was under way and reaches the caller as it was made`() throws {
        let diary = Diary()
        let refusal = Refusal("too_heavy", "It weighs more than 30 kg: leave something out.")
        let plugins: [any Plugin] = [
            Ash {
                $0.handle(.spell) { input, next in
                    defer { diary.note("outer done") }
                    return try next(input)
                }
            },
            Birch { $0.handle(.spell) { _, _ in throw refusal } }, Cedar { $0.handle(.spell) { _, _ in fatalError("never reached") } },
        ]
        let thrown = #expect(throws: Refusal.self) {
            try chain(plugins)(7) { _ in
                diary.note("built-in")
                return ""
            }
        }
        #expect(thrown == refusal)
        #expect(thrown?.description == "too_heavy: It weighs more than 30 kg: leave something out.")
        #expect(diary.all == ["outer done"])
    }

    @Test func `an outer handler may take a refusal back`() throws {
        let chain = try chain([
            Ash { $0.handle(.spell) { do { return try $1($0) } catch { return "spared" } } },
            Birch { $0.handle(.spell) { _, _ in throw Refusal("no", "No.") } },
        ])
        #expect(try chain(7) { "\($0)" } == "spared")
    }

    @Test func `a handler can be built from what others contribute`() throws {
        let point = SingleExtensionPoint<String>("word", "a word")
        let chain = try chain([
            Ash {
                $0.handle(.spell) { (resolver: Resolver) in
                    let word = try resolver(point)
                    return { "\(word) \(try $1($0))" }
                }
            },
            Birch { $0.provide(point) { _ in "number" } },
        ])
        #expect(try chain(7) { "\($0)" } == "number 7")
    }

    @Test func `each handler is timed under its plugin, failures too`() throws {
        let timings = PluginTimings()
        let chain = try chain(
            [
                Ash { $0.handle(.spell) { try $1($0) } },
                Birch { $0.handle(.spell) { input, next in if input < 0 { throw Mishap() } else { try next(input) } } },
            ], timings: timings)
        for input in [1, -1, 2] { _ = try? chain(input) { "\($0)" } }
        let snapshot = timings.snapshot
        #expect(snapshot.count == 2)
        for plugin: PluginID in ["ash", "birch"] {
            let timing = try #require(snapshot[.init(plugin: plugin, handler: "test.spell")])
            #expect(timing.calls == 3)
            #expect(timing.failures == 1)
            #expect(timing.longest > .zero)
            #expect(timing.total >= timing.longest)
        }
    }

    @Test func `a handler of another hook of the same name is a misfit, not a crash`() throws {
        let other = Hook<String, String>("test.spell")
        let composition = try composition([Ash { $0.handle(other) { try $1($0) } }])
        #expect(throws: CompositionError.wrongType(point: "test.spell", by: "ash")) { try composition.resolver(Hook<Int, String>.spell) }
    }
}
