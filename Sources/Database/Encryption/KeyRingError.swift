/// Why a secret is neither sealed nor opened.
public enum KeyRingError: Error, Equatable, CustomStringConvertible {
    /// The manifest has no key.
    case noKey
    case cannotSeal
    /// It was sealed under a key that the manifest has no more.
    case unknownKey
    /// It was changed, or belongs elsewhere.
    case damaged

    public var description: String {
        switch self {
        case .noKey: "there is no key to seal secrets with: set database: { encryption_keys } to the output of 'openssl rand -base64 32'"
        case .cannotSeal: "a secret could not be sealed"
        case .unknownKey: "a secret is sealed under a key that database: { encryption_keys } has no more: put it back, behind the new one"
        case .damaged: "a sealed secret does not open: it was changed, or it belongs to another row"
        }
    }
}
