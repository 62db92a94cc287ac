import MartletAPI
import MartletCommerce
import MartletDurable
import MartletJSON

/// What staff write down about customers.
struct CustomerNoteRoutes {
    let administration: CustomerAdministration

    var endpoints: [Endpoint] {
        [
            .read(
                .admin, "/customers/{id}/notes", access: .permission(.customersRead), tag: "Customers",
                "Lists notes about a customer, the oldest first.", input: CustomerPath.self
            ) { request, transaction in
                Page(data: try administration.notes(about: request.input.id, in: transaction).map(CustomerNoteBody.init))
            },
            .write(
                .post, .admin, "/customers/{id}/notes", access: .permission(.customersWrite), tag: "Customers",
                "Writes something down about a customer. It is in their export, and gone when they are erased.", status: .created,
                input: NewCustomerNote.self, problems: [.notesFull]
            ) { request, transaction in
                let input = request.input
                let note = try administration.note(input.text, about: input.customer, by: request.caller.name, in: transaction)
                // Not what it says: that can be erased, and the audit log cannot.
                try request.audit(.customer, input.customer, after: ["note": .string("\(note.id)")] as JSONValue, in: transaction)
                return CustomerNoteBody(note: note)
            },
            .write(
                .delete, .admin, "/customers/{id}/notes/{note_id}", access: .permission(.customersWrite), tag: "Customers",
                "Removes a note about a customer.", input: CustomerNotePath.self
            ) { request, transaction in
                let input = request.input
                try administration.removeNote(input.note, about: input.customer, in: transaction)
                try request.audit(.customer, input.customer, before: ["note": .string("\(input.note)")] as JSONValue, in: transaction)
                return NoContent()
            },
        ]
    }
}

struct NewCustomerNote: RequestInput {
    let customer: CustomerID
    let text: String

    init(from fields: inout Fields) {
        customer = fields.path("id", .id())
        text = fields.body("text", .text(1...2_000, example: "Prefers to be called in the evening."))
    }
}

struct CustomerNotePath: RequestInput {
    let customer: CustomerID
    let note: CustomerNoteID

    init(from fields: inout Fields) {
        customer = fields.path("id", .id())
        note = fields.path("note_id", .id())
    }
}
