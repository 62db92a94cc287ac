import MartletKernel

extension Failpoint {
    static let placementPreparing = Failpoint("checkout.preparing")
    static let placementPrepared = Failpoint("checkout.prepared")
    static let placementPaid = Failpoint("checkout.paid")
    static let placementFinishing = Failpoint("checkout.finishing")
    static let placementFinished = Failpoint("checkout.finished")
    static let placementLookedUp = Failpoint("checkout.looked_up")
}
