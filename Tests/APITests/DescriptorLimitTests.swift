import Foundation
import Testing

@testable import MartletAPI

@Suite
struct DescriptorLimitTests {
    @Test func `the limit of open files is raised as far as the process may`() throws {
        #if canImport(Glibc)
        let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
        let files = RLIMIT_NOFILE
        #endif
        var limit = rlimit()
        try #require(getrlimit(files, &limit) == 0)
        // One less than it may be is enough for all tests that run beside this one.
        var lowered = rlimit(rlim_cur: limit.rlim_max - 1, rlim_max: limit.rlim_max)
        try #require(setrlimit(files, &lowered) == 0)
        #expect(DescriptorLimit.raise() == Int(clamping: limit.rlim_max))
        try #require(getrlimit(files, &limit) == 0)
        #expect(limit.rlim_cur == limit.rlim_max)
    }
}
