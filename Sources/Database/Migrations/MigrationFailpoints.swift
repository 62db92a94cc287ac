import MartletKernel

extension Failpoint {
    static var migrationLeased: Failpoint { Failpoint("migrations.leased") }
    static var migrationRunning: Failpoint { Failpoint("migrations.running") }
    static var migrationDone: Failpoint { Failpoint("migrations.done") }
}
