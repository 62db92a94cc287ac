import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletIdentity
import MartletJSON
import MartletKernel

/// Shows people what is kept about them, and erases it: what every feature and plugin has contributed to it.
struct Privacy: Sendable {
    let environment: Environment
    let kept: [PersonalData]
    let outbox: Outbox

    /// Everything that is kept about a customer.
    ///
    /// - Throws: ``CustomerError/accountGone``.
    func export(_ customer: CustomerID, in transaction: ReadTransaction) throws -> ExportBody {
        let subject = try subject(customer, in: transaction)
        let sections = try kept.map { data in
            ExportBody.Section(name: data.name, summary: data.summary, data: try data.export(subject, transaction))
        }
        return ExportBody(customer: customer, exportedAt: environment.time.now, sections: sections)
    }

    /// Erases a customer: the account is gone, and what stays does not lead back to them.
    ///
    /// - Throws: ``CustomerError/accountGone``, and ``CustomerError/notErasable(_:)``, which says what has to end before.
    func erase(_ customer: CustomerID, in transaction: WriteTransaction) throws {
        // Nobody signs in, orders or changes something meanwhile.
        guard try AccountStore.lock(AccountID(customer), in: transaction) != nil else { throw CustomerError.accountGone }
        let subject = try subject(customer, in: transaction)
        let obstacles = try kept.flatMap { try $0.obstacles(subject, transaction) }
        guard obstacles.isEmpty else { throw CustomerError.notErasable(obstacles) }
        for data in kept { try data.erase(subject, transaction) }
        try CustomerStore.noteErasure(of: customer, at: environment.time.now, in: transaction)
        try outbox.publish(CustomerErased(customer: customer), in: transaction)
    }

    private func subject(_ customer: CustomerID, in transaction: ReadTransaction) throws -> DataSubject {
        guard let account = try AccountStore.find(AccountID(customer), in: transaction), account.kind == .customer else {
            throw CustomerError.accountGone
        }
        return DataSubject(
            customer: customer, email: account.email, isEmailVerified: account.emailVerifiedAt != nil, phone: account.phone)
    }
}

extension SingleExtensionPoint where Value == Privacy {
    static var privacy: Self { Self("privacy", "the customers feature") }
}

/// Everything that is kept about a customer, by who keeps it.
struct ExportBody: ResponseBody {
    /// What one feature or plugin keeps.
    struct Section {
        let name: String
        let summary: String
        let data: JSONObject
    }

    let customer: CustomerID
    let exportedAt: Timestamp
    let sections: [Section]

    static let schema = Schema.object(
        [
            ("customer_id", .id(CustomerID.self)), ("exported_at", .timestamp),
            (
                "sections",
                .array(
                    of: .object(
                        [
                            ("name", .string("Who keeps it.", example: "orders")),
                            ("summary", .string("What it is.", example: "What you have ordered.")),
                            ("data", .anyObject("What is kept.")),
                        ], component: "ExportSection"))
            ),
        ], component: "CustomerExport")

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("customer_id", customer)
            json.field("exported_at", exportedAt)
            json.key("sections")
            json.array { json in
                for section in sections {
                    json.object { json in
                        json.field("name", section.name)
                        json.field("summary", section.summary)
                        json.field("data", section.data)
                    }
                }
            }
        }
    }
}
