import HTTPTypes
import MartletDatabase
import MartletDurable
import MartletJSON
import MartletKernel

@testable import MartletAPI

/// Things: a table and the operations on it, as small as a feature can be.
enum Things {
    static let migration = Migration(
        1, "create things",
        [
            """
            CREATE TABLE things (
                id {id} NOT NULL PRIMARY KEY, title {text} NOT NULL, rank {int} NOT NULL, metadata {json} NOT NULL)
            """
        ])

    static let endpoints: [Endpoint] = [
        .read(.store, "/things", access: .anyone, tag: "Things", "Lists things.", input: ThingList.self) { request, transaction in
            let list = request.input.list
            return list.page(try transaction.all(Thing.query.page(list.keyset)), position: list.sort.position) { ThingBody(thing: $0) }
        },
        .read(.store, "/things/{id}", access: .anyone, tag: "Things", "Shows a thing.", input: ThingPath.self) { request, transaction in
            try body(request.input.id, in: transaction)
        },
        .read(.admin, "/things/{id}", access: .permission(.thingsRead), tag: "Things", "Shows a thing.", input: ThingPath.self) {
            request, transaction in
            try body(request.input.id, in: transaction)
        },
        .write(
            .post, .admin, "/things", access: .permission(.thingsWrite), tag: "Things", "Adds a thing.", status: .created,
            input: NewThing.self
        ) { request, transaction in
            let input = request.input
            let thing = Thing(id: request.newID(), title: input.title, rank: input.rank, metadata: .object(input.metadata))
            try transaction.insert(thing)
            try request.audit(.thing, thing.id, after: ThingBody(thing: thing), in: transaction)
            return ThingBody(thing: thing)
        },
        .write(
            .patch, .admin, "/things/{id}", access: .permission(.thingsWrite), tag: "Things", "Changes a thing.",
            input: ThingChanges.self, current: { try body($0.input.id, in: $1) }
        ) { request, transaction in
            let before = try body(request.input.id, in: transaction)
            var thing = before.thing
            thing.title = request.input.title.applied(to: thing.title)
            thing.rank = request.input.rank.applied(to: thing.rank)
            try transaction.update(thing)
            try request.audit(.thing, thing.id, before: before, after: ThingBody(thing: thing), in: transaction)
            return ThingBody(thing: thing)
        },
        .write(.delete, .admin, "/things/{id}", access: .permission(.thingsWrite), tag: "Things", "Removes a thing.", input: ThingPath.self)
        {
            request, transaction in
            try request.audit(.thing, request.input.id, before: try body(request.input.id, in: transaction), in: transaction)
            try transaction.delete(Thing.query.filter(("id" as Column) == request.input.id))
            return NoContent()
        },
        .write(
            .post, .store, "/boxes/{id}/knocks", access: .holder(of: .box), tag: "Things", "Counts as a knock.", status: .created,
            input: ThingPath.self
        ) { request, transaction in
            let thing = Thing(id: request.newID(), title: "knock", rank: 0, metadata: [:])
            try transaction.insert(thing)
            return ThingBody(thing: thing)
        },
        .read(.store, "/breakage", access: .anyone, tag: "Things", "Fails.", input: NoInput.self) { _, _ -> ThingBody in
            throw Breakage(secret: "the password is hunter2")
        },
    ]

    private static func body(_ id: ThingID, in transaction: ReadTransaction) throws -> ThingBody {
        guard let thing = try transaction.find(Thing.self, id) else { throw Problem.notFound("thing") }
        return ThingBody(thing: thing)
    }
}

/// An error that no client may see.
struct Breakage: Error {
    let secret: String
}

enum ThingTag: IDTag { static let prefix = "thing" }
typealias ThingID = ID<ThingTag>

extension Permission {
    static let thingsRead = Permission("things.read")
    static let thingsWrite = Permission("things.write")
}

extension ResourceKind {
    static let thing = ResourceKind("thing")
}

extension GuestToken {
    static let box = GuestToken(header: "Martlet-Box-Token", opens: "box")
}

struct Thing: Record {
    static let table: Table = "things"
    static let columns: Columns = ["id", "title", "rank", "metadata"]

    let id: ThingID
    var title: String
    var rank: Int
    var metadata: JSONValue

    var values: [SQLValue] { [id.sqlValue, title.sqlValue, rank.sqlValue, metadata.sqlValue] }
}

extension Thing {
    init(from row: inout Row) throws {
        self.init(id: try row.next(), title: try row.next(), rank: try row.next(), metadata: try row.next())
    }
}

struct ThingBody: ResponseBody {
    let thing: Thing

    static let schema = Schema.object(
        [("id", .id(ThingID.self)), ("title", .string()), ("rank", .integer()), ("metadata", .anyObject())], component: "Thing")

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", thing.id)
            json.field("title", thing.title)
            json.field("rank", thing.rank)
            json.field("metadata", thing.metadata)
        }
    }
}
