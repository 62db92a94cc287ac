import MartletAPI
import MartletCarts
import MartletCatalog
import MartletCheckout
import MartletCommerce
import MartletCustomers
import MartletDatabase
import MartletDurable
import MartletIdentity
import MartletInventory
import MartletKernel
import MartletNotifications
import MartletOrders
import MartletPayments
import MartletPricing
import MartletWishlists

/// What is linked into the executable.
public enum LinkedPlugins {
    /// The sections and features that come with Martlet.
    public static let builtIn: [LinkedPlugin] = [
        LinkedPlugin(StoreSection.self), LinkedPlugin(DatabaseSection.self), LinkedPlugin(DurableSection.self),
        LinkedPlugin(ServerSection.self), LinkedPlugin(NetworkSection.self),
        LinkedPlugin(NotificationsFeature.self), LinkedPlugin(IdentityFeature.self), LinkedPlugin(CustomersFeature.self),
        LinkedPlugin(InventoryFeature.self),
        LinkedPlugin(CatalogFeature.self), LinkedPlugin(PricingFeature.self), LinkedPlugin(CartsFeature.self),
        LinkedPlugin(PaymentsFeature.self), LinkedPlugin(OrdersFeature.self), LinkedPlugin(CheckoutFeature.self),
        LinkedPlugin(WishlistsFeature.self),
    ]

    /// What the running command holds. Commands are types that the argument parser makes, so this reaches them by the task.
    @TaskLocal static var current: [LinkedPlugin] = builtIn
}
