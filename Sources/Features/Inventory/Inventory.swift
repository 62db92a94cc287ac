import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletKernel

/// The shop's stock: movements make it, reservations hold it.
///
/// Every change is a conditional update, so that no two buyers get the same piece under any concurrency.
public struct Inventory: Sendable {
    private let environment: Environment
    private let answers: AnswerCache
    private let availability: AvailabilityChanges

    init(environment: Environment, answers: AnswerCache, changes: ChangeLog) {
        self.environment = environment
        self.answers = answers
        availability = AvailabilityChanges(changes: changes, answers: answers)
    }

    // MARK: Items

    /// Notes whether a variant's stock is counted and whether it may be oversold.
    public func set(_ item: StockItem, of variant: VariantID, in transaction: WriteTransaction) throws {
        try set([(variant, item)], in: transaction)
        try availability.note([LoggedChange(.availability, variant)], in: transaction)
    }

    /// Notes it of variants whose product is noted as changed in the same transaction.
    package func set(_ items: [(variant: VariantID, item: StockItem)], in transaction: WriteTransaction) throws {
        var rows = RowBatch("stock_items", ["variant_id", "is_tracked", "allows_backorder"])
        for (variant, item) in items {
            rows.append([variant.sqlValue, item.isTracked.sqlValue, item.allowsBackorder.sqlValue])
        }
        answers.drop(with: transaction)
        try transaction.insert(
            rows,
            "ON CONFLICT (variant_id) DO UPDATE SET is_tracked = excluded.is_tracked, allows_backorder = excluded.allows_backorder")
    }

    // MARK: Movements

    /// The location that stock goes to when none is named; made when there is none.
    public func standardLocation(in transaction: WriteTransaction) throws -> LocationID {
        if let first = try transaction.first(Location.query.sorted(by: "id")) { return first.id }
        let location = Location(id: environment.identifiers.next(), code: "main", name: "Main", createdAt: environment.time.now)
        try transaction.execute("\(SQL.insert(location)) ON CONFLICT (code) DO NOTHING")
        return try transaction.first(Location.query.sorted(by: "id"))?.id ?? location.id
    }

    /// Adds a movement. Throws ``InventoryError/reserved(onHand:reserved:)`` when less would be left than is promised to
    /// buyers.
    public func move(
        _ quantity: Int, of variant: VariantID, at location: LocationID, because reason: MovementReason, reference: String? = nil,
        in transaction: WriteTransaction
    ) throws {
        guard quantity != 0 else { return }
        answers.drop(with: transaction)
        try ensureLevel(variant, location, in: transaction)
        let level = try transaction.first(
            """
            UPDATE stock_levels SET on_hand = on_hand + \(quantity)
            WHERE variant_id = \(variant) AND location_id = \(location) AND on_hand + \(quantity) >= 0
            AND (\(quantity) > 0 OR on_hand + \(quantity) >= reserved
                OR (SELECT allows_backorder FROM stock_items i WHERE i.variant_id = stock_levels.variant_id))
            RETURNING on_hand - reserved, \(AvailabilityChanges.isOwedElsewhere)
            """
        ) { (free: try $0.next(Int.self), isOwedElsewhere: try $0.next(Bool.self)) }
        guard let level else {
            let level = try self.level(of: variant, at: location, in: transaction)
            throw InventoryError.reserved(onHand: level.onHand, reserved: level.reserved)
        }
        try insertMovement(quantity, variant, location, reason, reference, in: transaction)
        try availability.note(
            variant, free: level.free, before: level.free - quantity, isOwedElsewhere: level.isOwedElsewhere, in: transaction)
    }

    /// Brings what is on hand to a number, by a movement. Returns the movement's quantity.
    @discardableResult
    public func count(
        _ onHand: Int, of variant: VariantID, at location: LocationID, because reason: MovementReason, reference: String? = nil,
        in transaction: WriteTransaction
    ) throws -> Int {
        try ensureLevel(variant, location, in: transaction)
        let before = try transaction.count(
            "SELECT on_hand FROM stock_levels WHERE variant_id = \(variant) AND location_id = \(location)\(transaction.dialect.forUpdate)")
        try move(onHand - before, of: variant, at: location, because: reason, reference: reference, in: transaction)
        return onHand - before
    }

    /// Notes what is on hand of new variants at a location: a level for each, and a movement for what there is. Returns the
    /// number of movements. A variant that has a level there already is a violation of a key.
    @discardableResult
    public func stock(
        _ counts: [(variant: VariantID, onHand: Int)], at location: LocationID, because reason: MovementReason, reference: String? = nil,
        in transaction: WriteTransaction
    ) throws -> Int {
        let now = environment.time.now
        var levels = RowBatch("stock_levels", ["variant_id", "location_id", "on_hand", "reserved"])
        var movements = RowBatch("stock_movements", Inventory.movementColumns)
        for (variant, onHand) in counts {
            levels.append([variant.sqlValue, location.sqlValue, onHand.sqlValue, 0.sqlValue])
            guard onHand != 0 else { continue }
            movements.append(movement(onHand, variant, location, reason, reference, at: now))
        }
        try transaction.insert(levels)
        try transaction.insert(movements)
        try availability.note(new: counts.lazy.map(\.variant), in: transaction)
        return movements.count
    }

    // MARK: Reservations

    /// Holds stock for an order, or none of it: throws ``InventoryError/soldOut(_:)`` with what is left of everything that
    /// is short.
    ///
    /// - Parameter until: When an unfinished placement loses its hold; `nil` holds until dispatch or cancellation.
    public func reserve(
        _ requests: [StockRequest], for order: OrderID, until: Timestamp?, in transaction: WriteTransaction
    ) throws {
        answers.drop(with: transaction)
        var short: [InventoryError.Shortage] = []
        // In the order of the key, so that two orders of the same variants wait for each other and never in a circle.
        for request in requests.sorted(by: { $0.variant < $1.variant }) {
            if try !reserve(request, for: order, until: until, in: transaction) {
                let left = try quantity(of: request.variant, in: transaction)
                short.append(.init(variant: request.variant, requested: request.quantity, available: max(0, left)))
            }
        }
        guard short.isEmpty else { throw InventoryError.soldOut(short) }
    }

    private func reserve(_ request: StockRequest, for order: OrderID, until: Timestamp?, in transaction: WriteTransaction) throws -> Bool {
        let (variant, quantity) = (request.variant, request.quantity)
        // The usual case is one statement: some location has it all.
        let level = try transaction.first(
            """
            UPDATE stock_levels SET reserved = reserved + \(quantity)
            WHERE variant_id = \(variant) AND on_hand - reserved >= \(quantity) AND location_id = (
                SELECT location_id FROM stock_levels WHERE variant_id = \(variant) AND on_hand - reserved >= \(quantity)
                ORDER BY location_id LIMIT 1)
            RETURNING location_id, on_hand - reserved, \(AvailabilityChanges.isOwedElsewhere)
            """
        ) { (location: try $0.next(LocationID.self), free: try $0.next(Int.self), isOwedElsewhere: try $0.next(Bool.self)) }
        if let level {
            try insertReservation(quantity, variant, level.location, order, until, in: transaction)
            try availability.note(
                variant, free: level.free, before: level.free + quantity, isOwedElsewhere: level.isOwedElsewhere, in: transaction)
            return true
        }
        let item = try self.item(of: variant, in: transaction)
        guard item.isTracked else { return true }
        return try reserveFromSeveral(request, item, for: order, until: until, in: transaction)
    }

    /// Takes what the locations have one after the other; the rest is a backorder where that is allowed.
    private func reserveFromSeveral(
        _ request: StockRequest, _ item: StockItem, for order: OrderID, until: Timestamp?, in transaction: WriteTransaction
    ) throws -> Bool {
        let levels = try transaction.all(
            """
            SELECT location_id, on_hand - reserved FROM stock_levels WHERE variant_id = \(request.variant)
            ORDER BY location_id\(transaction.dialect.forUpdate)
            """
        ) { (location: try $0.next(LocationID.self), free: try $0.next(Int.self)) }
        let total = levels.reduce(0) { $0 + max(0, $1.free) }
        guard total >= request.quantity || item.allowsBackorder else { return false }

        var shares: [(LocationID, Int)] = []
        var left = request.quantity
        for level in levels where left > 0 && level.free > 0 {
            shares.append((level.location, min(left, level.free)))
            left -= min(left, level.free)
        }
        if left > 0 {
            let location = try shares.first?.0 ?? levels.first?.location ?? standardLocation(in: transaction)
            try ensureLevel(request.variant, location, in: transaction)
            if let index = shares.firstIndex(where: { $0.0 == location }) {
                shares[index].1 += left
            } else {
                shares.append((location, left))
            }
        }
        for (location, quantity) in shares {
            try transaction.executeLater(
                "UPDATE stock_levels SET reserved = reserved + \(quantity) WHERE variant_id = \(request.variant) AND location_id = \(location)"
            )
            try insertReservation(quantity, request.variant, location, order, until, in: transaction)
        }
        // What may be oversold stays available.
        if !item.allowsBackorder { try availability.note([LoggedChange(.availability, request.variant)], in: transaction) }
        return true
    }

    /// Makes an order's holds last until dispatch or cancellation. False when it holds nothing, such as when its holds expired.
    public func commit(_ order: OrderID, in transaction: WriteTransaction) throws -> Bool {
        try transaction.execute("UPDATE reservations SET expires_at = NULL WHERE order_id = \(order)") > 0
    }

    /// Gives an order's holds back.
    public func release(_ order: OrderID, in transaction: WriteTransaction) throws {
        try release(where: "order_id = \(order)", in: transaction)
    }

    /// Gives back what unfinished placements have held for too long; of so many orders at most. Returns of how many.
    func releaseExpired(_ limit: Int, in transaction: WriteTransaction) throws -> Int {
        let now = environment.time.now
        let orders = try transaction.all(
            "SELECT DISTINCT order_id FROM reservations WHERE expires_at <= \(now) ORDER BY order_id LIMIT \(limit)"
        ) { try $0.next(OrderID.self) }
        // One that is confirmed meanwhile keeps what it holds.
        for order in orders { try release(where: "order_id = \(order) AND expires_at <= \(now)", in: transaction) }
        return orders.count
    }

    private func release(where condition: SQL, in transaction: WriteTransaction) throws {
        answers.drop(with: transaction)
        let held = try transaction.all("DELETE FROM reservations WHERE \(condition) RETURNING variant_id, location_id, quantity") {
            (variant: try $0.next(VariantID.self), location: try $0.next(LocationID.self), quantity: try $0.next(Int.self))
        }
        try transaction.executeLater(
            held.sorted { ($0.variant, $0.location) < ($1.variant, $1.location) }.map {
                """
                UPDATE stock_levels SET reserved = reserved - \($0.quantity)
                WHERE variant_id = \($0.variant) AND location_id = \($0.location)
                """
            })
        try noteAvailability(of: held, in: transaction)
    }

    private func noteAvailability(
        of released: [(variant: VariantID, location: LocationID, quantity: Int)], in transaction: WriteTransaction
    ) throws {
        guard !released.isEmpty else { return }
        let levels = try transaction.all(
            """
            SELECT variant_id, location_id, on_hand - reserved, \(AvailabilityChanges.isOwedElsewhere) FROM stock_levels
            WHERE variant_id IN (\(list: Set(released.map(\.variant))))
            """
        ) {
            (
                variant: try $0.next(VariantID.self), location: try $0.next(LocationID.self), free: try $0.next(Int.self),
                isOwedElsewhere: try $0.next(Bool.self)
            )
        }
        for level in levels {
            let given = released.filter { $0.variant == level.variant && $0.location == level.location }.reduce(0) { $0 + $1.quantity }
            guard given > 0 else { continue }
            try availability.note(
                level.variant, free: level.free, before: level.free - given, isOwedElsewhere: level.isOwedElsewhere, in: transaction)
        }
    }

    // MARK: Reading

    private func quantity(of variant: VariantID, in transaction: ReadTransaction) throws -> Int {
        try transaction.count("SELECT CAST(SUM(on_hand - reserved) AS BIGINT) FROM stock_levels WHERE variant_id = \(variant)")
    }

    private func item(of variant: VariantID, in transaction: ReadTransaction) throws -> StockItem {
        try transaction.first("SELECT is_tracked, allows_backorder FROM stock_items WHERE variant_id = \(variant)") {
            StockItem(isTracked: try $0.next(), allowsBackorder: try $0.next())
        } ?? StockItem()
    }

    private func level(of variant: VariantID, at location: LocationID, in transaction: ReadTransaction) throws -> (
        onHand: Int, reserved: Int
    ) {
        try transaction.first(
            "SELECT on_hand, reserved FROM stock_levels WHERE variant_id = \(variant) AND location_id = \(location)"
        ) { (try $0.next(Int.self), try $0.next(Int.self)) } ?? (0, 0)
    }

    // MARK: Rows

    private func ensureLevel(_ variant: VariantID, _ location: LocationID, in transaction: WriteTransaction) throws {
        try transaction.executeLater(
            """
            INSERT INTO stock_levels (variant_id, location_id, on_hand, reserved) VALUES (\(variant), \(location), 0, 0)
            ON CONFLICT (variant_id, location_id) DO NOTHING
            """)
    }

    private func insertMovement(
        _ quantity: Int, _ variant: VariantID, _ location: LocationID, _ reason: MovementReason, _ reference: String?,
        in transaction: WriteTransaction
    ) throws {
        var rows = RowBatch("stock_movements", Inventory.movementColumns)
        rows.append(movement(quantity, variant, location, reason, reference, at: environment.time.now))
        try transaction.insert(rows)
    }

    private static let movementColumns: Columns = [
        "id", "variant_id", "location_id", "quantity", "reason", "reference", "created_at",
    ]

    private func movement(
        _ quantity: Int, _ variant: VariantID, _ location: LocationID, _ reason: MovementReason, _ reference: String?, at now: Timestamp
    ) -> [SQLValue] {
        let id: StockMovementID = environment.identifiers.next()
        return [
            id.sqlValue, variant.sqlValue, location.sqlValue, quantity.sqlValue, reason.sqlValue, reference.sqlValue, now.sqlValue,
        ]
    }

    private func insertReservation(
        _ quantity: Int, _ variant: VariantID, _ location: LocationID, _ order: OrderID, _ until: Timestamp?,
        in transaction: WriteTransaction
    ) throws {
        let id: ReservationID = environment.identifiers.next()
        try transaction.executeLater(
            """
            INSERT INTO reservations (id, variant_id, location_id, quantity, order_id, expires_at, created_at)
            VALUES (\(id), \(variant), \(location), \(quantity), \(order), \(until), \(environment.time.now))
            """)
    }
}

extension SingleExtensionPoint where Value == Inventory {
    public static var inventory: Self { Self("inventory", "the inventory feature") }
}

extension Availability {
    /// What joins the stock of the variant in a column to a statement that selects ``columns``.
    public static func join(_ variant: Column) -> SQL { "LEFT JOIN stock_items stock ON stock.variant_id = \(variant)" }

    /// What ``init(from:)`` reads, of the stock that ``join(_:)`` brings.
    public static let columns: SQL = """
        stock.is_tracked, stock.allows_backorder,
        (SELECT CAST(SUM(l.on_hand - l.reserved) AS BIGINT) FROM stock_levels l WHERE l.variant_id = stock.variant_id)
        """

    public init(from row: inout Row) throws {
        let isTracked = try row.next(Bool?.self)
        let allowsBackorder = try row.next(Bool?.self)
        let quantity = try row.next(Int?.self)
        self.init(quantity: quantity ?? 0, item: StockItem(isTracked: isTracked ?? true, allowsBackorder: allowsBackorder ?? false))
    }
}

extension Inventory {
    /// A condition: one of the variant in the column can be sold now.
    public static func isAvailable(_ variant: Column) -> SQL {
        """
        EXISTS (SELECT 1 FROM stock_items i WHERE i.variant_id = \(variant) AND (NOT i.is_tracked OR i.allows_backorder
            OR (SELECT SUM(l.on_hand - l.reserved) FROM stock_levels l WHERE l.variant_id = i.variant_id) > 0))
        """
    }
}
