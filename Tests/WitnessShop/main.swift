import Martlet
import MartletFlatShipping
import MartletPostgres
import MartletSQLite

await runMartlet(
    with: [SQLitePlugin.self, FaultyDiskPlugin.self, PostgresPlugin.self, FlatShippingPlugin.self, WitnessPlugin.self], time: FastTime())
