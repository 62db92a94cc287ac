import MartletCommerce

/// Offers one option to carts in the store's currency, wherever they go.
struct FlatShippingProvider: ShippingProvider {
    let name: String
    let price: Money
    let freeAbove: Money?

    func options(for shipment: ShipmentRequest) throws -> [ShippingOption] {
        guard shipment.currency == price.currency else { return [] }
        let isFree = freeAbove.map { shipment.subtotal.amount >= $0.amount } ?? false
        return [ShippingOption(id: "flat-shipping", name: name, price: isFree ? .zero(price.currency) : price)]
    }
}
