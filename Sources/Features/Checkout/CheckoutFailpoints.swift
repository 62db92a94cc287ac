import MartletKernel

extension Failpoint {
    static var placementPreparing: Failpoint { Failpoint("checkout.preparing") }
    static var placementPrepared: Failpoint { Failpoint("checkout.prepared") }
    static var placementPaid: Failpoint { Failpoint("checkout.paid") }
    static var placementFinishing: Failpoint { Failpoint("checkout.finishing") }
    static var placementFinished: Failpoint { Failpoint("checkout.finished") }
    static var placementLookedUp: Failpoint { Failpoint("checkout.looked_up") }
}
