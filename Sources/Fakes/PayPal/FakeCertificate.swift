import CryptoExtras
import Foundation
import X509

/// The certificate that the fake PayPal signs its messages with, and the authority that has signed it. They are made anew in each process.
public struct FakeCertificate: Sendable {
    static let shared: FakeCertificate = {
        do { return try FakeCertificate(name: "messageverificationcerts.paypal.com") } catch {
            preconditionFailure("a certificate cannot be made: \(error)")
        }
    }()

    /// The certificate in PEM.
    public let chain: String
    /// The authority's own in PEM.
    public let root: String
    private let key: _RSA.Signing.PrivateKey

    /// - Parameter name: Who it is made out to.
    public init(name: String) throws {
        let authority = Certificate.PrivateKey(P256.Signing.PrivateKey())
        key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let issuer = try DistinguishedName { CommonName("Fake authority") }
        let root = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: authority.publicKey, notValidBefore: FakeCertificate.begin,
            notValidAfter: FakeCertificate.begin + 100 * FakeCertificate.year, issuer: issuer, subject: issuer,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions { Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil)) },
            issuerPrivateKey: authority)
        let leaf = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: Certificate.PublicKey(key.publicKey),
            notValidBefore: FakeCertificate.begin, notValidAfter: FakeCertificate.begin + 100 * FakeCertificate.year, issuer: issuer,
            subject: try DistinguishedName { CommonName(name) }, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions { SubjectAlternativeNames([.dnsName(name)]) }, issuerPrivateKey: authority)
        self.root = try root.serializeAsPEM().pemString
        chain = try leaf.serializeAsPEM().pemString
    }

    /// Before whatever a test takes for the present.
    private static let begin = Date(timeIntervalSinceReferenceDate: 0)
    private static let year: TimeInterval = 365 * 86_400

    /// A signature of a text, as PayPal makes them, in base64.
    func sign(_ text: String) -> String {
        guard let signature = try? key.signature(for: SHA256.hash(data: Data(text.utf8)), padding: .insecurePKCS1v1_5) else { return "" }
        return signature.rawRepresentation.base64EncodedString()
    }
}
