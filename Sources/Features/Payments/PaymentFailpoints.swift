import MartletKernel

extension Failpoint {
    static var operationAsked: Failpoint { Failpoint("payments.asked") }
    static var operationAnswered: Failpoint { Failpoint("payments.answered") }
    static var operationSettled: Failpoint { Failpoint("payments.settled") }
}
