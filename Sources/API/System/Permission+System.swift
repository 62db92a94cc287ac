extension Permission {
    static let systemRead = Permission("system.read")
    static let eventsRead = Permission("events.read")
    static let eventsWrite = Permission("events.write")
    static let auditLogRead = Permission("audit-log.read")
}
