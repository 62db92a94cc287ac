import MartletKernel

extension Failpoint {
    static let migrationLeased = Failpoint("migrations.leased")
    static let migrationRunning = Failpoint("migrations.running")
    static let migrationDone = Failpoint("migrations.done")
}
