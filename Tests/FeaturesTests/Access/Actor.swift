import MartletAPI

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
        case (.anyone, _), (.staff, .staff): return .allowed
        case (.holder, .guest(let owns)), (.holder, .customer(let owns, _)): return owns ? .allowed : .hidden
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
