import MartletJSON
import MartletTesting
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5)))
struct ServerLifeTests {
    @Test(.enabled(if: PostgresSchema.server != nil, "no PostgreSQL is at hand"))
    func `a lost database is a 503 that says when to come back, and the shop recovers by itself`() async throws {
        try await PostgresSchema.create { schema in
            try await FaultyLink.open(to: PostgresSchema.port) { link in
                let url = schema.url(port: link.port, ["sslmode": "disable", "gssencmode": "disable"])
                let manifest = """
                    plugins:
                      postgres: { url: "${SHOP_DATABASE}", connect_timeout: 500ms }
                      manual-payments: {}
                      flat-shipping: {}

                    """
                try await MartletCommandLine.open(manifest: manifest) { shop in
                    let variables = ["SHOP_DATABASE": url]
                    #expect(try await shop.run("migrate", variables: variables).status == 0)
                    #expect(try await shop.run("seed", "demo", variables: variables).status == 0)
                    try await shop.serve(variables: variables) { server in
                        #expect(try await server.send("GET", "/api/v1/store/products/canvas-tote").status == 200)
                        #expect(try await server.send("GET", "/health/ready").status == 200)

                        link.isOpen = false
                        let lost = try await server.send("GET", "/api/v1/store/categories")
                        #expect(lost.status == 503)
                        #expect(lost.header("Retry-After") == "1")
                        #expect(lost["code"] == "unavailable")
                        #expect(lost.json.jsonBytes.count < 600)
                        #expect(try await server.send("GET", "/health/ready").status == 503)
                        #expect(try await server.send("GET", "/health/live").status == 200)

                        link.isOpen = true
                        try await eventually("the shop is back") {
                            try await server.send("GET", "/api/v1/store/categories").status == 200
                        }
                        let cart = try await Storefront(server: server).readyCart(
                            try await Storefront(server: server).variant(of: "canvas-tote"))
                        #expect(try await Storefront(server: server).complete(cart).status == 201)
                        #expect(!server.log.contains(PostgresSchema.password))
                        #expect(try await server.stop() == 0)
                    }
                }
            }
        }
    }

    @Test func `a shop that is told to stop closes at once when it is idle`() async throws {
        try await MartletCommandLine.openDemo(on: .sqlite) { shop, _ in
            try await shop.serve { server in
                #expect(try await server.send("GET", "/health/ready").status == 200)
                let clock = ContinuousClock()
                let start = clock.now
                let status = try await server.stop()
                #expect(status == 0)
                let took = clock.now - start
                #expect(took < .seconds(20), "\(took)")
            }
        }
    }

    @Test func `a wrong manifest never starts, and every mistake is named at once`() async throws {
        let manifest = """
            store: { currency: EURO }
            sever: { port: 8080 }
            plugins:
              sqlite: { path: data/shop.db, reders: 3 }
              adyen: { secret_key: sk_live_4242 }
              postgres: { url: "${SHOP_DATABASE}" }

            """
        try await MartletCommandLine.open(manifest: manifest) { shop in
            for command in ["serve", "check", "migrate"] {
                let result = try await shop.run(command)
                #expect(result.status == 78)
                for line in [
                    "martlet.yaml:1: store", "martlet.yaml:2: sever: is unknown; did you mean server?",
                    "martlet.yaml:4: plugins.sqlite.reders: is unknown; did you mean readers?",
                    "martlet.yaml:5: plugins.adyen: is unknown",
                    "martlet.yaml:6: plugins.postgres.url: the environment variable SHOP_DATABASE is not set",
                ] { #expect(result.errors.contains(line), "\(line) in \(result.errors)") }
                #expect(!result.errors.contains("sk_live_4242"))
            }
        }
    }

    @Test func `a port that is taken is said to be taken`() async throws {
        try await MartletCommandLine.openDemo(on: .sqlite) { shop, _ in
            try await shop.serve { server in
                let second = try await shop.run("serve", "--port", "\(server.port ?? 0)")
                #expect(second.status == 1)
                #expect(second.errors.contains("port \(server.port ?? 0) of 127.0.0.1 is in use"), "\(second.errors)")
                #expect(try await server.stop() == 0)
            }
        }
    }
}
