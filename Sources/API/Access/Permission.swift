import MartletKernel

/// Something that staff and API keys may be allowed to do: `orders.read`, `catalog.write`. One vocabulary for both.
public struct Permission: Hashable, Sendable, Comparable, CustomStringConvertible, RawRepresentable {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }
    public init(_ rawValue: String) { self.rawValue = rawValue }

    public var description: String { rawValue }
    public static func < (a: Permission, b: Permission) -> Bool { a.rawValue < b.rawValue }
}

/// A permission as the feature that needs it declares it.
public struct PermissionDeclaration: Sendable {
    public let permission: Permission
    /// What it allows, in a few words.
    public let summary: String
    /// The built-in roles that hold it. Owners hold every permission.
    public let roles: Set<BuiltInRole>

    /// - Parameter roles: The built-in roles that hold it; only owners unless given.
    public init(_ permission: Permission, _ summary: String, heldBy roles: Set<BuiltInRole> = []) {
        self.permission = permission
        self.summary = summary
        self.roles = roles
    }
}

extension ListExtensionPoint where Value == PermissionDeclaration {
    /// Every permission that a key or a role can hold.
    public static var permissions: Self { Self("permissions", "permissions that keys and roles can hold") }
}
