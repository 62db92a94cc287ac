import MartletAPI
import MartletTesting

/// Somebody who sends requests, and what the access policy of an operation says to them.
struct Actor: Sendable {
    /// How the credentials of a session travel. A cookie counts on its own part of the API only, and one that is no good is as good as
    /// none.
    enum Transport: String, CaseIterable, Sendable {
        case bearer, cookie
    }

    enum Identity: Sendable {
        case nobody
        /// With credentials that were never any good, or are none any more.
        case noGood(Transport)
        /// With the secret of the thing that the path names, or of another one.
        case guest(owns: Bool)
        /// To whom the thing belongs that the path names, or not.
        case customer(owns: Bool, Transport)
        case staff(Set<Permission>, Transport)
        case program(Set<Permission>)
    }

    /// What becomes of a request.
    enum Verdict: Sendable {
        /// It gets as far as the operation, which may have reasons of its own to refuse it.
        case allowed
        case unauthorized, forbidden
        /// The thing is not found, since it is somebody else's.
        case hidden
    }

    let name: String
    let identity: Identity
    /// What is sent with each request, besides the secret of a thing.
    var headers: [String: String] = [:]
    /// Who has signed in.
    var someone: SignedIn?

    /// The headers of another session of the same person, for who is signed in.
    func renewed(in shop: TestShop) async throws -> [String: String] {
        guard let someone else { return headers }
        switch identity {
        case .customer(_, .bearer), .staff(_, .bearer): return try await shop.signIn(someone.account).headers
        case .customer(_, .cookie), .staff(_, .cookie): return try await shop.signIn(someone.account).browserHeaders
        case .nobody, .noGood, .guest, .program: return headers
        }
    }

    /// Whether the things that the path names are to be a customer's rather than a guest's.
    var needsCustomersThing: Bool {
        if case .customer = identity { true } else { false }
    }

    /// The policy in words of its own: it does not ask the code that it is held against.
    func verdict(of endpoint: Endpoint) -> Verdict {
        switch (identity, endpoint.surface) {
        case (.noGood(.bearer), _), (.customer(_, .bearer), .admin), (.staff(_, .bearer), .store): return .unauthorized
        default: break
        }
        let names = endpoint.path.description.contains("{")
        switch (endpoint.access, known(on: endpoint.surface)) {
        case (.anyone, _): return .allowed
        // What it names are the owner's sessions.
        case (.staff, .staff): return !names || someone?.account.email.rawValue == "owner@example.com" ? .allowed : .hidden
        // A path that names nothing is about what is theirs.
        case (.holder, .guest(let owns)), (.holder, .customer(let owns, _)): return owns || !names ? .allowed : .hidden
        case (.customer, .customer(let owns, _)): return owns || !names ? .allowed : .hidden
        case (.permission(let permission), .staff(let held, _)), (.permission(let permission), .program(let held)):
            return held.contains(permission) ? .allowed : .forbidden
        case (.customer, .program), (.staff, .program): return .forbidden
        case (.holder, _), (.customer, _), (.staff, _), (.permission, _): return .unauthorized
        }
    }

    /// Whom a part of the API takes them for.
    private func known(on surface: Endpoint.Surface) -> Identity {
        switch (identity, surface) {
        case (.noGood, _), (.customer(_, .cookie), .admin), (.customer(_, .cookie), .root), (.staff(_, .cookie), .store),
            (.staff(_, .cookie), .root):
            .nobody
        default: identity
        }
    }
}

extension Endpoint {
    /// Whether it may end the session that it comes in.
    var isAboutSessions: Bool { path.description.contains("/auth/") || method == .delete && path.description == "/api/v1/store/me" }
}
