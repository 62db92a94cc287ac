import MartletKernel

/// The plugin of the guide before it does anything.
enum FirstStep {
    // region: plugin
    public struct PackingPlugin: Plugin {
        public static let id: PluginID = "packing"
        public static let summary = "A list of what is to be packed."

        public init(settings: NoSettings) {}

        public func register(in registrar: inout Registrar) {}
    }
    // endregion
}
