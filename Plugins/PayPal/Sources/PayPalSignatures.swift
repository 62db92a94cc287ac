import CZlib
import Foundation
import MartletCommerce
import MartletKernel
import Synchronization
import X509

/// Tells messages of PayPal's from others.
protocol PayPalSignatures: Sendable {
    func verify(_ transmission: PayPalTransmission) async throws(WebhookRejection)
}

/// Checks signatures here (https://developer.paypal.com/api/rest/webhooks/rest/#verify-the-webhook-signature): over the checksum of the
/// message, with a certificate of PayPal's that somebody who is trusted has signed.
struct PayPalSignaturesHere: PayPalSignatures {
    let webhook: String
    private let certificates: PayPalCertificates

    init(webhook: String, roots: CertificateStore, endpoint: String, transport: any HTTPTransport, time: any TimeSource) {
        self.webhook = webhook
        certificates = PayPalCertificates(roots: roots, endpoint: endpoint, transport: transport, time: time)
    }

    func verify(_ transmission: PayPalTransmission) async throws(WebhookRejection) {
        guard transmission.algorithm == "SHA256withRSA", let signature = Data(base64Encoded: transmission.signature) else { throw .forged }
        let checksum = transmission.body.withUnsafeBytes { bytes in
            crc32_z(0, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
        }
        let signed = "\(transmission.id)|\(transmission.timeText)|\(webhook)|\(checksum)"
        let key = try await certificates.key(at: transmission.certificate)
        guard key.isValidSignature(signature, for: Array(signed.utf8), signatureAlgorithm: .sha256WithRSAEncryption) else { throw .forged }
    }
}

/// Asks PayPal whether a message is its own (https://developer.paypal.com/docs/api/webhooks/v1/#verify-webhook-signature).
struct PayPalSignaturesAtPayPal: PayPalSignatures {
    let client: PayPalClient
    let webhook: String

    func verify(_ transmission: PayPalTransmission) async throws(WebhookRejection) {
        // Anything else than an object would end up beside the fields that are asked about.
        guard let event = try? JSONValue.parse(transmission.body), event.objectValue != nil else { throw .forged }
        var json = JSONWriter()
        json.object { json in
            json.field("auth_algo", transmission.algorithm)
            json.field("cert_url", transmission.certificate)
            json.field("transmission_id", transmission.id)
            json.field("transmission_sig", transmission.signature)
            json.field("transmission_time", transmission.timeText)
            json.field("webhook_id", webhook)
            json.key("webhook_event")
            // Byte for byte: the signature is over them.
            json.raw(transmission.body)
        }
        let answer: PayPalAnswer
        do { answer = try await client.post("/v1/notifications/verify-webhook-signature", json.bytes) } catch {
            if case .refused = error { throw .forged }
            throw .unverified("PayPal does not answer")
        }
        guard answer.json["verification_status"] == "SUCCESS" else { throw .forged }
    }
}

/// Certificates that messages name, fetched once.
final class PayPalCertificates: Sendable {
    /// PayPal uses a few at a time.
    private static let most = 16

    private let keys = Mutex<[String: Certificate]>([:])
    private let roots: CertificateStore
    private let endpoint: String
    private let transport: any HTTPTransport
    private let time: any TimeSource

    init(roots: CertificateStore, endpoint: String, transport: any HTTPTransport, time: any TimeSource) {
        self.roots = roots
        self.endpoint = endpoint
        self.transport = transport
        self.time = time
    }

    /// The key of a certificate that is PayPal's and valid now.
    func key(at address: String) async throws(WebhookRejection) -> Certificate.PublicKey {
        // Whoever writes to the shop names the address, and must not send it to a place of their own.
        guard isPayPals(address) else { throw .forged }
        let now = Date(timeIntervalSince1970: Double(time.now.milliseconds) / 1_000)
        if let known = keys.withLock({ $0[address] }), known.notValidBefore <= now, now <= known.notValidAfter { return known.publicKey }
        let found = try await fetch(address)
        keys.withLock { keys in
            if keys.count >= PayPalCertificates.most { keys = [:] }
            keys[address] = found
        }
        return found.publicKey
    }

    private func isPayPals(_ address: String) -> Bool {
        guard let url = URL(string: address), let host = url.host()?.lowercased(), url.user() == nil, url.query() == nil else {
            return false
        }
        guard url.path().hasPrefix("/v1/notifications/certs/"), !url.path().contains("..") else { return false }
        if let own = URL(string: endpoint), own.host() == "127.0.0.1" {
            return url.scheme == own.scheme && host == own.host() && url.port == own.port
        }
        return url.scheme == "https" && url.port == nil && (host == "api.paypal.com" || host.hasSuffix(".paypal.com"))
    }

    private func fetch(_ address: String) async throws(WebhookRejection) -> Certificate {
        let answer: HTTPTransportAnswer
        do { answer = try await transport.send(HTTPTransportRequest(.get, address)) } catch {
            throw .unverified("the certificate cannot be fetched")
        }
        if answer.status == 404 { throw .forged }
        guard answer.isSuccess else { throw .unverified("the certificate cannot be fetched") }
        guard let chain = try? PayPalCertificate.read(String(decoding: answer.body, as: UTF8.self)), let leaf = chain.first,
            PayPalCertificate.isPayPals(leaf)
        else { throw .forged }
        var verifier = Verifier(rootCertificates: roots) { RFC5280Policy() }
        guard case .validCertificate = await verifier.validate(leaf: leaf, intermediates: CertificateStore(chain.dropFirst())) else {
            throw .forged
        }
        return leaf
    }
}

enum PayPalCertificate {
    /// The certificates of a text in PEM, in their order.
    static func read(_ text: String) throws -> [Certificate] {
        try text.matches(of: /-----BEGIN CERTIFICATE-----[A-Za-z0-9+\/=\s]+-----END CERTIFICATE-----/).map {
            try Certificate(pemEncoded: String($0.output))
        }
    }

    /// Whether a certificate is made out to PayPal.
    static func isPayPals(_ certificate: Certificate) -> Bool {
        var names: [String] = []
        for name in (try? certificate.extensions.subjectAlternativeNames) ?? SubjectAlternativeNames() {
            if case .dnsName(let name) = name { names.append(name) }
        }
        for part in certificate.subject {
            for attribute in part where attribute.type == .RDNAttributeType.commonName { names.append("\(attribute.value)") }
        }
        return names.contains { $0.lowercased().hasSuffix(".paypal.com") }
    }
}
