import Testing

@testable import MartletPostgres

struct PostgresAddressTests {
    @Test func `an address is described without its password`() throws {
        let address = try PostgresAddress("postgres://martlet:s3cret@db.example.com:6543/shop?sslmode=verify-full")
        #expect(address.description == "db.example.com:6543/shop")
        #expect(!"\(address)\(String(reflecting: address))".contains("s3cret"))
        var dumped = ""
        dump(address, to: &dumped)
        #expect(!dumped.contains("s3cret"))
        #expect(address.redacted("no password \"s3cret\" for martlet") == "no password \"***\" for martlet")
    }

    @Test func `a connection string of libpq is an address too`() throws {
        #expect(try PostgresAddress("host=/run/postgresql dbname=shop user=martlet").description == "/run/postgresql:5432/shop")
        #expect(try PostgresAddress("postgres:///shop").description == "the local socket:5432/shop")
    }

    @Test(arguments: [
        "postgres://martlet:p@ss@db/shop", "postgres://martlet:pa/ss@db/shop", "postgres://martlet:pa?ss@db/shop",
        "postgresql://martlet:pa#ss@db/shop", "shop", "postgres://db/shop?nonsense=1", "postgres://db/shop\0", "host=db nonsense=1",
    ])
    func `what is no address is refused in words that do not quote it`(text: String) {
        let error = #expect(throws: PostgresAddress.Invalid.self) { _ = try PostgresAddress(text) }
        #expect(error?.description.contains("ss@") == false)
        #expect(error?.description.isEmpty == false)
    }

    @Test func `a password may hold anything that is percent-encoded`() throws {
        #expect(try PostgresAddress("postgres://martlet:p%40s%2Fs%3F%23@db/shop").description == "db:5432/shop")
    }
}
