import Foundation
import MartletJSON
import MartletKernel
import Testing

/// The second shape of an event: the first one had no place.
private struct BellRung: Event, Equatable {
    static let name = "tower.bell_rung"
    static let version = 2
    let bell: String
    let place: String
    var aggregate: String { bell }

    enum CodingKeys: String, CodingKey { case bell, place }

    init(bell: String, place: String) { (self.bell, self.place) = (bell, place) }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        bell = try container.decode(String.self, forKey: .bell)
        let version = decoder.userInfo[.eventVersion] as? Int
        place = version == 1 ? "the old tower" : try container.decode(String.self, forKey: .place)
    }

    func write(to json: inout JSONWriter) {
        json.object {
            $0.field("bell", bell)
            $0.field("place", place)
        }
    }
}

private struct ClockStopped: Event {
    static let name = "tower.clock_stopped"
    var aggregate: String { "clock" }
    func write(to json: inout JSONWriter) { json.object { _ in } }
}

struct EventTests {
    private func envelope(_ payload: [UInt8], version: Int = 2) -> EventEnvelope {
        EventEnvelope(
            id: "evt_1", name: BellRung.name, version: version, aggregate: "a", publishedAt: Timestamp(milliseconds: 0), payload: payload,
            attempt: 1)
    }

    @Test func `a subscriber is known by its plugin and the name that it chose`() throws {
        let composition = try composition([
            Ash {
                $0.subscribe(to: BellRung.self, as: "diary") { _, _ in }
                $0.subscribe(to: ClockStopped.self, as: "alarm") { _, _ in }
            },
            Birch { $0.subscribe(to: BellRung.self, as: "diary") { _, _ in } },
        ])
        let subscribers = try composition.resolver(.eventSubscribers)
        #expect(subscribers.map(\.name) == ["ash/diary", "ash/alarm", "birch/diary"])
        #expect(subscribers.map(\.plugin) == ["ash", "ash", "birch"])
        #expect(subscribers.map(\.event) == ["tower.bell_rung", "tower.clock_stopped", "tower.bell_rung"])
    }

    @Test func `one plugin cannot give two subscribers one name, since each is acknowledged by its own`() {
        #expect(
            misfits([
                Ash {
                    $0.subscribe(to: BellRung.self, as: "diary") { _, _ in }
                    $0.subscribe(to: ClockStopped.self, as: "diary") { _, _ in }
                }
            ]) == ["'ash/diary' of 'event-subscribers' is taken already when ash registers it: choose another name."])
    }

    @Test func `an event is delivered decoded, with what is known about it`() async throws {
        let diary = Diary()
        let point = SingleExtensionPoint<String>("word", "a word")
        let composition = try composition([
            Ash {
                $0.subscribe(to: BellRung.self, as: "diary") { (resolver: Resolver) in
                    let word = try resolver(point)
                    return { event, envelope in diary.note("\(word) \(event.bell) in \(event.place), \(envelope.id)") }
                }
            },
            Birch { $0.provide(point) { _ in "heard" } },
        ])
        let subscriber = try #require(try composition.resolver(.eventSubscribers).first)
        try await subscriber.deliver(envelope(BellRung(bell: "Maria", place: "town").jsonBytes))
        #expect(diary.all == ["heard Maria in town, evt_1"])
    }

    @Test func `what a subscriber throws is passed on`() async throws {
        let composition = try composition([Ash { $0.subscribe(to: BellRung.self, as: "diary") { _, _ in throw Mishap() } }])
        let subscriber = try #require(try composition.resolver(.eventSubscribers).first)
        await #expect(throws: Mishap()) { try await subscriber.deliver(envelope(BellRung(bell: "Maria", place: "town").jsonBytes)) }
        await #expect(throws: DecodingError.self) { try await subscriber.deliver(envelope(Array("{}".utf8))) }
    }

    @Test func `an event knows which version it is read from`() throws {
        let old = Array(#"{"bell": "Maria"}"#.utf8)
        #expect(try envelope(old, version: 1).decode(BellRung.self) == BellRung(bell: "Maria", place: "the old tower"))
        #expect(throws: DecodingError.self) { try envelope(old, version: 2).decode(BellRung.self) }
        let new = BellRung(bell: "Maria", place: "town")
        #expect(try envelope(new.jsonBytes).decode(BellRung.self) == new)
    }

    @Test func `an event that is newer than the executable is refused rather than read in part`() {
        let error = #expect(throws: NewerEvent.self) {
            try envelope(BellRung(bell: "Maria", place: "town").jsonBytes, version: 3).decode(BellRung.self)
        }
        #expect(error?.description == "version 3 of tower.bell_rung is newer than version 2, the last that is known here")
    }

    @Test func `an event has version 1 unless it says otherwise`() {
        #expect(ClockStopped.version == 1)
    }
}
