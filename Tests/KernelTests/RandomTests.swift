import MartletKernel
import Testing

struct RandomTests {
    @Test func `the same seed gives the same numbers, and the known ones`() {
        let random = SeededRandom(seed: 0)
        // The first outputs of SplitMix64 for the seed 0.
        #expect(random.next() == 0xE220_A839_7B1D_CDAF)
        #expect(random.next() == 0x6E78_9E6A_A1B9_65F4)
        #expect(SeededRandom(seed: 1).next() != SeededRandom(seed: 2).next())
    }

    @Test(arguments: [0, 1, 7, 8, 9, 32])
    func `as many bytes come as were asked for`(count: Int) {
        let bytes = SeededRandom(seed: 3).bytes(count)
        #expect(bytes.count == count)
        #expect(bytes == Array(SeededRandom(seed: 3).bytes(64).prefix(count)))
        #expect(SystemRandom().bytes(count).count == count)
    }

    @Test func `the system's generator does not repeat itself`() {
        #expect(Set((0..<1_000).map { _ in SystemRandom().next() }).count == 1_000)
    }
}
