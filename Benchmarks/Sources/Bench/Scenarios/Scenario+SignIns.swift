import MartletFlatShipping
import MartletFlatTax
import MartletManualPayments
import MartletPostgres
import MartletSQLite
import MartletShopifyImport
import MartletStripe
import MartletTesting
import Synchronization

extension Scenario {
    /// Customers who sign in with their passwords, again and again, each on a connection of their own.
    static func signingIn(_ people: [People.Person]) -> Scenario {
        let turn = Turn()
        return Scenario([Step("sign-in")]) { _, _ in SignInScript(person: people[turn.next() % people.count]) }
    }

    private final class Turn: Sendable {
        private let count = Atomic(0)
        func next() -> Int { count.add(1, ordering: .relaxed).oldValue }
    }
}

private struct SignInScript: Script {
    let person: People.Person

    func request(_ step: Int) -> Request? {
        .post("/api/v1/store/auth/login", #"{"email":"\#(person.email)","password":"\#(person.password)"}"#)
    }

    func take(_ answer: Answer, of step: Int) -> Bool { true }
}

/// Customers who can sign in.
enum People {
    struct Person: Sendable {
        let email: String
        let password: String
    }

    /// Makes accounts in a shop that is closed, in the way in which people get them.
    static func register(_ count: Int, in site: Site) async throws -> [Person] {
        let manifest = site.manifest(cacheBytes: 0).replacing("${BENCH_DATABASE}", with: site.url).replacing(
            "${BENCH_STRIPE}", with: "http://127.0.0.1:9/stripe")
        let people = (0..<count).map { Person(email: "shopper-\($0)@example.com", password: "correct horse battery staple") }
        try await TestShop.open(
            plugins: [
                SQLitePlugin.self, PostgresPlugin.self, ManualPaymentsPlugin.self, FlatShippingPlugin.self, FlatTaxPlugin.self,
                ShopifyImportPlugin.self, StripePlugin.self,
            ], manifest: manifest
        ) { shop in
            for person in people {
                _ = try await shop.customer(person.email)
                _ = try await shop.post("/api/v1/store/auth/password/forgot", ["email": .string(person.email)])
                try await shop.settle()
                let text = shop.messages(to: person.email).last?.text ?? ""
                let token = text.firstMatch(of: /[0-9a-f]{64}/).map { String($0.0) } ?? ""
                let answer = try await shop.post(
                    "/api/v1/store/auth/password/reset", ["token": .string(token), "password": .string(person.password)])
                guard answer.status == 204 else { throw Failure("\(person.email) gets no password: \(answer.json)") }
            }
        }
        return people
    }
}
