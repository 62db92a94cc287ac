/// When a shop takes the money that a buyer has promised.
enum CapturePolicy: String, Codable, CaseIterable, Sendable {
    case atOnce = "at-once"
    /// When the goods leave, as ``ShipmentCaptures`` hears.
    case atShipment = "at-shipment"
    case byHand = "by-hand"
}
