import HTTPTypes

/// The cookies in which browsers keep sessions: one for storefronts and one for back offices, each read on its own part of the
/// API only.
///
/// `__Host-` makes a browser take them over TLS only, for the whole host and no other (RFC 6265bis, section 4.1.3.2), so that
/// neither a neighbouring host nor an unencrypted page can plant one. No script can read them (`HttpOnly`). Those of storefronts
/// come along when somebody follows a link from elsewhere (`Lax`), those of back offices do not (`Strict`).
///
/// Not every browser keeps such a cookie of a shop that somebody develops at `http://127.0.0.1`. So with
/// `server: { development: true }` the cookies have other names, `martlet` and `martlet-admin`, and do without TLS.
package struct SessionCookies: Sendable {
    private let isDevelopment: Bool

    package init(isDevelopment: Bool) { self.isDevelopment = isDevelopment }

    /// The name of a cookie, on the parts of the API that have one.
    package func name(on surface: Endpoint.Surface) -> String? {
        let name: String
        switch surface {
        case .store: name = "martlet"
        case .admin: name = "martlet-admin"
        case .root: return nil
        }
        return isDevelopment ? name : "__Host-" + name
    }

    /// The headers of an answer that let a browser keep a session.
    ///
    /// - Parameter lifetime: For how long; until the browser is closed unless given.
    package func keep(_ token: SessionToken, on surface: Endpoint.Surface, for lifetime: Duration? = nil) -> ResponseHeaders {
        header(token.text, on: surface, maxAge: lifetime.map { max(1, $0.components.seconds) })
    }

    /// The headers of an answer that let a browser forget its session.
    package func forget(on surface: Endpoint.Surface) -> ResponseHeaders { header("", on: surface, maxAge: 0) }

    private func header(_ value: String, on surface: Endpoint.Surface, maxAge: Int64?) -> ResponseHeaders {
        guard let name = name(on: surface) else { return [:] }
        var parts = ["\(name)=\(value)", "Path=/", "HttpOnly", "SameSite=\(surface == .admin ? "Strict" : "Lax")"]
        if !isDevelopment { parts.append("Secure") }
        if let maxAge { parts.append("Max-Age=\(maxAge)") }
        return [.setCookie: parts.joined(separator: "; ")]
    }

    /// The session that a request shows; `nil` without one, and where two are shown, of which one was planted.
    func token(in headers: HTTPFields, on surface: Endpoint.Surface) -> SessionToken? {
        guard let header = headers[.cookie], let name = name(on: surface) else { return nil }
        var found: Substring?
        for part in header.split(separator: ";") {
            let pair = part.drop { $0 == " " || $0 == "\t" }
            guard pair.utf8.count > name.utf8.count, pair.hasPrefix(name), pair.dropFirst(name.count).first == "=" else { continue }
            guard found == nil else { return nil }
            found = pair.dropFirst(name.count + 1)
        }
        return found.flatMap { SessionToken(String($0)) }
    }
}
