import Foundation

extension HTTPTransportHeaders {
    /// Shows a name and a password (RFC 7617).
    public mutating func setBasicAuthorization(_ name: String, _ password: String) {
        self["Authorization"] = "Basic \(Data("\(name):\(password)".utf8).base64EncodedString())"
    }
}
