import Martlet
import MartletDevMailbox
import MartletFakeGateway
import MartletFlatShipping
import MartletFlatTax
import MartletManualPayments
import MartletOIDC
import MartletPayPal
import MartletPostgres
import MartletRazorpay
import MartletSQLite
import MartletShopifyImport
import MartletStripe

await runMartlet(with: [
    SQLitePlugin.self, PostgresPlugin.self, ManualPaymentsPlugin.self, FlatShippingPlugin.self, FlatTaxPlugin.self,
    ShopifyImportPlugin.self, DevMailboxPlugin.self, OIDCPlugin.self, StripePlugin.self, RazorpayPlugin.self, PayPalPlugin.self,
    FakeGatewayPlugin.self,
])
