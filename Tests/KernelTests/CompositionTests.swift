import MartletKernel
import Testing

extension SingleExtensionPoint<String> {
    fileprivate static var engine: Self { Self("engine", "an engine (steam or diesel)") }
    fileprivate static var wagon: Self { Self("wagon", "a wagon") }
}

extension NamedExtensionPoint<String> {
    fileprivate static var signals: Self { Self("signals", "a signal") }
}

extension ListExtensionPoint<String> {
    fileprivate static var stations: Self { Self("stations", "stations") }
}

struct CompositionTests {
    @Test func `each contribution is built once, after those that it needs`() throws {
        let diary = Diary()
        let composition = try composition([
            Ash {
                $0.provide(.wagon) { resolver in
                    let engine = try resolver(.engine)
                    diary.note("wagon")
                    return "a wagon behind \(engine)"
                }
                $0.add(.stations) { resolver in
                    diary.note("station")
                    return try resolver(.wagon)
                }
            },
            Birch {
                $0.provide(.engine) { _ in
                    diary.note("engine")
                    return "steam"
                }
            },
        ])
        #expect(diary.all == ["engine", "wagon", "station"])
        #expect(try composition.resolver(.stations) == ["a wagon behind steam"])
        #expect(try composition.resolver(.engine) == "steam")
        #expect(try composition.resolver(.wagon) == "a wagon behind steam")
        #expect(diary.all.count == 3)
        #expect(composition.plugins.map { type(of: $0).id } == ["ash", "birch"])
    }

    @Test func `a list keeps the order of the plugins and says who contributed what`() throws {
        let composition = try composition([
            Ash { $0.add(.stations, "one") },
            Birch {
                $0.add(.stations, "two")
                $0.add(.stations) { _ in "three" }
            },
        ])
        #expect(try composition.resolver(.stations) == ["one", "two", "three"])
        #expect(try composition.resolver.contributed(.stations).map(\.plugin) == ["ash", "birch", "birch"])
    }

    @Test func `a named point is filled under the plugin's id unless it says otherwise`() throws {
        let composition = try composition([
            Ash { $0.provide(.signals) { _ in "green" } }, Birch { $0.provide(.signals, named: "left") { _ in "red" } },
        ])
        #expect(try composition.resolver(.signals) == ["ash": "green", "left": "red"])
    }

    @Test func `a point that nothing fills is an error where it is needed, and nil where it is optional`() throws {
        let empty = try composition([])
        #expect(try empty.resolver.optional(.engine) == nil)
        #expect(try empty.resolver(.signals).isEmpty)
        #expect(try empty.resolver(.stations).isEmpty)
        #expect(throws: CompositionError.unfilled(point: "engine", expected: "an engine (steam or diesel)")) { try empty.resolver(.engine) }
        #expect(
            misfits([Ash { $0.provide(.wagon) { try $0(.engine) } }]) == [
                "Nothing fills 'engine': enable an engine (steam or diesel)."
            ])
        let filled = try composition([Ash { $0.provide(.engine) { _ in "steam" } }])
        #expect(try filled.resolver.optional(.engine) == "steam")
    }

    @Test func `two plugins that fill a single point are named, whether or not anybody asks for it`() {
        let plugins: [any Plugin] = [Ash { $0.provide(.engine) { _ in "steam" } }, Birch { $0.provide(.engine) { _ in "diesel" } }]
        let expected = ["'engine' takes exactly one of an engine (steam or diesel), and ash and birch are on: disable all but one."]
        #expect(misfits(plugins) == expected)
        #expect(misfits(plugins + [Cedar { $0.provide(.wagon) { try $0(.engine) } }]) == expected)
    }

    @Test func `a name that is taken twice is reported, whether or not anybody asks for it`() {
        let plugins: [any Plugin] = [
            Ash { $0.provide(.signals, named: "left") { _ in "red" } }, Birch { $0.provide(.signals, named: "left") { _ in "green" } },
        ]
        let expected = ["'left' of 'signals' is taken already when birch registers it: choose another name."]
        #expect(misfits(plugins) == expected)
        #expect(misfits(plugins + [Cedar { $0.add(.stations) { try $0(.signals).keys.joined() } }]) == expected)
    }

    @Test func `a circle of contributions is written out, once`() {
        #expect(
            misfits([
                Ash { $0.provide(.engine) { try $0(.wagon) } },
                Birch {
                    $0.provide(.wagon) { try $0(.stations).joined() }
                    $0.add(.stations) { try $0(.engine) }
                },
            ]) == ["These need each other to be built: engine of ash → wagon of birch → stations of birch → engine of ash."])
        #expect(
            misfits([Ash { $0.provide(.engine) { try $0(.engine) } }]) == [
                "These need each other to be built: engine of ash → engine of ash."
            ])
    }

    @Test func `everything that does not fit is reported at once, each thing once`() {
        let diary = Diary()
        let found = misfits([
            Ash { _ in throw Mishap("ash cannot register") },
            Birch {
                $0.provide(.engine) { _ in
                    diary.note("engine")
                    throw Mishap("no steam")
                }
                $0.provide(.wagon) { try $0(.engine) }
                $0.add(.stations) { try $0(.engine) }
            },
            Cedar { $0.add(.stations) { _ in throw Mishap("no station") } },
        ])
        #expect(found == ["ash cannot register", "no steam", "no station"])
        #expect(diary.all == ["engine"])
    }

    @Test func `the failure says each thing on a line`() {
        let failure = #expect(throws: CompositionFailure.self) {
            try composition([Ash { _ in throw Mishap("one") }, Birch { _ in throw Mishap("two") }])
        }
        #expect(failure?.description == "one\ntwo")
    }

    @Test func `two points of one name and different types are a misfit`() throws {
        let number = SingleExtensionPoint<Int>("engine", "a number")
        let composition = try composition([Ash { $0.provide(number) { _ in 7 } }])
        #expect(throws: CompositionError.wrongType(point: "engine", by: "ash")) { try composition.resolver(.engine) }
    }

    @Test func `two points of one name and different kinds are a misfit`() throws {
        let (single, named, list) = (
            SingleExtensionPoint<String>("track", "a track"), NamedExtensionPoint<String>("track", "a track"),
            ListExtensionPoint<String>("track", "tracks")
        )
        let wrong = CompositionError.wrongType(point: "track", by: "ash")
        let asSingle = try composition([Ash { $0.provide(single) { _ in "x" } }]).resolver
        #expect(throws: wrong) { try asSingle(named) }
        #expect(throws: wrong) { try asSingle(list) }
        let asList = try composition([Ash { $0.add(list, "x") }]).resolver
        #expect(throws: wrong) { try asList(single) }
        #expect(throws: wrong) { try asList(named) }
        let asNamed = try composition([Ash { $0.provide(named) { _ in "x" } }]).resolver
        #expect(throws: wrong) { try asNamed(single) }
        #expect(wrong.description == "ash contributes something of another kind to 'track': two extension points have one name.")
    }

    @Test func `contributions are given the environment of the shop`() throws {
        let composition = try composition([Ash { $0.provide(.engine) { "\($0.environment.random.next())" } }])
        #expect(try composition.resolver(.engine) == "\(SeededRandom(seed: 1).next())")
    }
}
