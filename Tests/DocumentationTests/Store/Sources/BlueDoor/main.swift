import Martlet
import MartletFlatShipping
import MartletManualPayments
import MartletSQLite
import Packing

await runMartlet(with: [SQLitePlugin.self, ManualPaymentsPlugin.self, FlatShippingPlugin.self, PackingPlugin.self])
