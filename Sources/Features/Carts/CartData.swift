import MartletAPI
import MartletDatabase
import MartletJSON

/// What carts keep about a customer.
struct CartData {
    let carts: Carts

    var personalData: PersonalData {
        PersonalData(
            "carts", "What you have put into carts, and what you have said in them.", tables: ["carts", "cart_lines"],
            export: { subject, transaction in
                let found = try transaction.all(Cart.query.filter(subject.owns()).sorted(by: "id"))
                return ["carts": .array(try found.map { try CartBody(view: try carts.view($0, in: transaction)).asJSON() })]
            },
            erase: { subject, transaction in
                try transaction.execute(
                    "DELETE FROM cart_lines WHERE is_saved AND cart_id IN (SELECT id FROM carts WHERE \(subject.owns()))")
                try transaction.execute(
                    "DELETE FROM cart_lines WHERE cart_id IN (SELECT id FROM carts WHERE \(subject.owns()) AND status = 'open')")
                try transaction.execute("DELETE FROM carts WHERE \(subject.owns()) AND status = 'open'")
                // Those that were ordered stay: an order came from each.
                try transaction.execute(
                    """
                    UPDATE carts SET email = NULL, shipping_address = NULL, billing_address = NULL, metadata = \(JSONValue.object([:]))
                    WHERE \(subject.owns())
                    """)
            },
            remnants: """
                SELECT 'a cart leads back to a customer who was erased' FROM carts c
                JOIN customer_erasures e ON e.customer_id = c.customer_id
                WHERE c.email IS NOT NULL OR c.shipping_address IS NOT NULL OR c.billing_address IS NOT NULL
                """)
    }
}
