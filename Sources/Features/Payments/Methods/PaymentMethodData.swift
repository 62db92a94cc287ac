import MartletAPI
import MartletDatabase
import MartletJSON

/// What the shop keeps of how customers pay.
enum PaymentMethodData {
    static func personalData(_ methods: PaymentMethods) -> PersonalData {
        PersonalData(
            "payment_methods", "The ways to pay that you have saved.", tables: ["payment_methods", "payment_method_setups"],
            export: { subject, transaction in
                let saved = try methods.list(of: subject.customer, in: transaction)
                return ["saved": .array(try saved.map { try PaymentMethodBody(method: $0).asJSON() })]
            },
            erase: { subject, transaction in
                // The provider is told to forget it, and then the row goes.
                try transaction.execute(
                    """
                    UPDATE payment_methods SET is_removed = TRUE, customer_id = \(String?.none), label = '', expires_year = \(Int?.none),
                        expires_month = \(Int?.none) WHERE customer_id = \(subject.customer)
                    """)
                try transaction.execute("DELETE FROM payment_method_setups WHERE customer_id = \(subject.customer)")
                try transaction.execute("UPDATE payments SET saves_for = \(String?.none) WHERE saves_for = \(subject.customer)")
            },
            remnants: """
                SELECT 'a way to pay of a customer who was erased' FROM payment_methods m
                JOIN customer_erasures e ON e.customer_id = m.customer_id
                UNION ALL SELECT 'a way to pay that a customer who was erased was saving' FROM payment_method_setups s
                JOIN customer_erasures e ON e.customer_id = s.customer_id
                UNION ALL SELECT 'a payment that saves for a customer who was erased' FROM payments p
                JOIN customer_erasures e ON e.customer_id = p.saves_for
                """)
    }
}
