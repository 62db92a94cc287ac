import HTTPTypes

/// Refuses requests that a page of somebody else has made a browser send with a session's cookie.
///
/// A browser that sends a cookie says where the request comes from: in `Sec-Fetch-Site` (Fetch Metadata), or, older ones, in
/// `Origin` (Fetch standard, section 3.2). One that says neither has to show the session's CSRF token, which no other site can
/// read. Requests that change nothing need no guard, and those with a bearer token neither: no browser sends that by itself.
struct CrossSiteGuard: Sendable {
    let origins: CrossOrigin
    let isDevelopment: Bool

    /// Throws ``ProblemType/crossSite`` unless the request comes from a page of this shop or of an origin that it allows.
    ///
    /// - Parameter host: What the request's `Host` says.
    func check(_ headers: HTTPFields, host: String?, _ session: SessionToken) throws {
        let origin = headers[.origin]
        if let site = headers[.secFetchSite] {
            switch site {
            case "same-origin", "none": return
            case "same-site" where origin.map(origins.lists) ?? false: return
            default:
                throw Problem(.crossSite, "Sec-Fetch-Site says that a page of another site has sent this: send it from the shop's own.")
            }
        }
        if let origin {
            guard isOwn(origin, host) || origins.lists(origin) else {
                throw Problem(.crossSite, "The page at \(origin.prefix(100)) may not send this; server.cors_origins lists those that may.")
            }
            return
        }
        guard let token = headers[.csrfToken], session.isCSRFToken(token) else {
            throw Problem(
                .crossSite, "Send the session's csrf_token as Martlet-CSRF-Token, since the request does not say which page it comes from.")
        }
    }

    /// Whether a page is one of the host that the request went to. Cookies travel over TLS, so its pages do as well.
    private func isOwn(_ origin: String, _ host: String?) -> Bool {
        guard let own = host?.lowercased(), !own.isEmpty else { return false }
        let origin = origin.lowercased()
        return origin == "https://\(own)" || isDevelopment && origin == "http://\(own)"
    }
}

extension ProblemType {
    public static let crossSite = ProblemType(403, "cross_site_request", "A page of another site has sent the request.")
}

extension HTTPField.Name {
    static let secFetchSite = HTTPField.Name("Sec-Fetch-Site")!  // a valid field name
    static let csrfToken = HTTPField.Name("Martlet-CSRF-Token")!  // a valid field name
}
