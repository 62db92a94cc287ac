import Foundation
import MartletCommerce
import MartletJSON
import MartletKernel
import MartletTesting
import Synchronization
import Testing

/// The vectors of the TypeID specification, kept outside the package.
private let contracts = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "../shared/contracts/typeid").standardized

private func vectors(_ name: String) throws -> [JSONValue] {
    let data = try Data(contentsOf: contracts.appending(path: name))
    return try #require(try JSONValue.parse(data).arrayValue)
}

private let hasContracts = FileManager.default.fileExists(atPath: contracts.appending(path: "valid.json").path)

struct IdentifierTests {
    @Test(.enabled(if: hasContracts, "the contract vectors are not here"))
    func `the specification's valid identifiers are read and written`() throws {
        let valid = try vectors("valid.json")
        #expect(!valid.isEmpty)
        for vector in valid {
            let text = try #require(vector["typeid"]?.stringValue)
            let id = try TypeID(text)
            #expect(id.prefix == vector["prefix"]?.stringValue)
            let hexadecimal = String(id.uuid.high, radix: 16).leftPadded(to: 16) + String(id.uuid.low, radix: 16).leftPadded(to: 16)
            #expect(hexadecimal == vector["uuid"]?.stringValue?.replacing("-", with: ""))
            #expect(try TypeID(prefix: id.prefix, uuid: id.uuid).description == text)
        }
    }

    @Test(.enabled(if: hasContracts, "the contract vectors are not here"))
    func `the specification's invalid identifiers are refused`() throws {
        let invalid = try vectors("invalid.json")
        #expect(!invalid.isEmpty)
        for vector in invalid {
            let text = try #require(vector["typeid"]?.stringValue)
            #expect(throws: TypeIDError.self, "\(vector["description"]?.stringValue ?? text)") { try TypeID(text) }
        }
    }

    @Test func `a typed identifier is read with its own prefix only`() throws {
        let text = "prod_01h455vb4pex5vsknk084sn02q"
        let id = try ProductID(text)
        #expect(id.description == text)
        #expect(String(decoding: id.jsonBytes, as: UTF8.self) == "\"\(text)\"")
        #expect(try JSONDecoder().decode([ProductID].self, from: JSONEncoder().encode([id])) == [id])
        #expect(throws: TypeIDError.self) { try VariantID(text) }
        for wrong in [
            "", "prod_", "01h455vb4pex5vsknk084sn02q", "prod-01h455vb4pex5vsknk084sn02q", "prod_81h455vb4pex5vsknk084sn02q", text + " ",
        ] {
            #expect(throws: TypeIDError.self) { try ProductID(wrong) }
        }
        let error = #expect(throws: TypeIDError.self) { try OrderID(text) }
        #expect(error?.description.contains("order_") == true)
    }

    @Test func `every kind of identifier has a prefix of its own that the specification allows`() throws {
        let prefixes = [
            ProductTag.prefix, VariantTag.prefix, CategoryTag.prefix, ImageTag.prefix, LocationTag.prefix, StockMovementTag.prefix,
            ReservationTag.prefix, CartTag.prefix, CartLineTag.prefix, WishlistTag.prefix, WishlistItemTag.prefix, OrderTag.prefix,
            OrderLineTag.prefix, PaymentTag.prefix,
            PaymentEntryTag.prefix, APIKeyTag.prefix, CustomerGroupTag.prefix, CustomerNoteTag.prefix,
        ]
        #expect(Set(prefixes).count == prefixes.count)
        for prefix in prefixes {
            #expect(throws: Never.self) { try TypeID(prefix: prefix, uuid: UUIDv7(high: 0, low: 0)) }
        }
    }

    @Test(arguments: 0..<50)
    func `text keeps the order and the bits`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let first = UUIDv7(high: random.next(), low: random.next())
        let second = UUIDv7(high: random.next(), low: random.next())
        #expect(UUIDv7(base32: first.base32.utf8) == first)
        #expect((first < second) == (first.base32 < second.base32))
    }

    @Test func `a new identifier has the version, the variant and the time of RFC 9562`() {
        // The example of RFC 9562, appendix A.6.
        let id = UUIDv7(milliseconds: 0x017F_22E2_79B0, random: (0xCC3, 0x18C4_DC0C_0C07_398F))
        #expect(id.high == 0x017F_22E2_79B0_7CC3)
        #expect(id.low == 0x98C4_DC0C_0C07_398F)
        let full = UUIDv7(milliseconds: 0, random: (.max, .max))
        #expect(full.high == 0x7FFF)
        #expect(full.low == 0xBFFF_FFFF_FFFF_FFFF)
    }

    @Test func `identifiers of one generator sort in the order of their making, whatever the clock does`() {
        let clock = Ticking([5, 5, 5, 6, 2, 2, 6, 7])
        let generator = IdentifierGenerator(time: clock, random: SeededRandom(seed: 1))
        let made = (0..<1_000).map { _ in generator.next() }
        #expect(made == made.sorted())
        #expect(Set(made).count == made.count)
        #expect(made.allSatisfy { $0.high >> 12 & 0xF == 7 && $0.low >> 62 == 0b10 })
    }

    @Test func `tasks that share a generator never get the same identifier`() async {
        let generator = IdentifierGenerator(time: Ticking([1]), random: SeededRandom(seed: 2))
        let made = await withTaskGroup(of: [UUIDv7].self) { group in
            for _ in 0..<8 {
                group.addTask { (0..<500).map { _ in generator.next() } }
            }
            return await group.reduce(into: [UUIDv7]()) { $0 += $1 }
        }
        #expect(Set(made).count == 4_000)
    }
}

/// A clock that shows the given milliseconds in turn, and the last one from then on.
private final class Ticking: TimeSource {
    private let ticks: Mutex<[Int64]>

    init(_ ticks: [Int64]) { self.ticks = Mutex(ticks.reversed()) }

    var now: Timestamp {
        ticks.withLock { Timestamp(milliseconds: $0.count > 1 ? $0.removeLast() : $0.last ?? 0) }
    }

    func sleep(for duration: Duration) async throws {}
}

extension String {
    fileprivate func leftPadded(to count: Int) -> String { String(repeating: "0", count: max(0, count - self.count)) + self }
}
