import MartletCommerce
import MartletDatabase
import MartletInventory

/// A line of an order, as it was at placement.
public struct OrderLine: Record {
    public let id: OrderLineID
    public let order: OrderID
    public let position: Int
    public let variant: VariantID
    public let product: ProductID
    public let title: String
    public let variantTitle: String
    public let sku: String?
    public let quantity: Int
    public let unitPrice: Int64
    public let subtotal: Int64
    public let discount: Int64
    /// In millionths.
    public let taxRate: Int64
    public let tax: Int64
    public let isTaxIncluded: Bool
    public let total: Int64

    public static let table: Table = "order_lines"
    public static let columns: Columns = [
        "id", "order_id", "position", "variant_id", "product_id", "title", "variant_title", "sku", "quantity", "unit_price", "subtotal",
        "discount",
        "tax_rate", "tax", "is_tax_included", "total",
    ]

    public init(
        id: OrderLineID, order: OrderID, position: Int, variant: VariantID, product: ProductID, title: String, variantTitle: String,
        sku: String?,
        quantity: Int, unitPrice: Money, subtotal: Money, discount: Money, taxRate: Rate, tax: Money, isTaxIncluded: Bool, total: Money
    ) {
        self.id = id
        self.order = order
        self.position = position
        self.variant = variant
        self.product = product
        self.title = title
        self.variantTitle = variantTitle
        self.sku = sku
        self.quantity = quantity
        self.unitPrice = unitPrice.amount
        self.subtotal = subtotal.amount
        self.discount = discount.amount
        self.taxRate = taxRate.millionths
        self.tax = tax.amount
        self.isTaxIncluded = isTaxIncluded
        self.total = total.amount
    }

    public init(from row: inout Row) throws {
        id = try row.next()
        order = try row.next()
        position = try row.next()
        variant = try row.next()
        product = try row.next()
        title = try row.next()
        variantTitle = try row.next()
        sku = try row.next()
        quantity = try row.next()
        unitPrice = try row.next()
        subtotal = try row.next()
        discount = try row.next()
        taxRate = try row.next()
        tax = try row.next()
        isTaxIncluded = try row.next()
        total = try row.next()
    }

    public var values: [SQLValue] {
        [
            id.sqlValue, order.sqlValue, position.sqlValue, variant.sqlValue, product.sqlValue, title.sqlValue, variantTitle.sqlValue,
            sku.sqlValue, quantity.sqlValue, unitPrice.sqlValue, subtotal.sqlValue, discount.sqlValue, taxRate.sqlValue, tax.sqlValue,
            isTaxIncluded.sqlValue, total.sqlValue,
        ]
    }

    /// What the line needs of the stock.
    public var stockRequest: StockRequest { StockRequest(variant: variant, quantity: quantity) }
}
