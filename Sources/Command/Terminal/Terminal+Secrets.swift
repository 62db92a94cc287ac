import Foundation

extension Terminal {
    /// Reads something that nobody shall see: without echo from a terminal, where it is asked for twice, or else one line of the input.
    ///
    /// - Throws: ``SecretInputError``.
    static func secret(_ prompt: String) throws -> String {
        guard isatty(STDIN_FILENO) == 1 else {
            guard let line = readLine(strippingNewline: true), !line.isEmpty else { throw SecretInputError.missing }
            return line
        }
        let first = try hidden("\(prompt): ")
        guard try hidden("\(prompt), once more: ") == first else { throw SecretInputError.different }
        return first
    }

    private static func hidden(_ prompt: String) throws -> String {
        FileHandle.standardError.write(Data(prompt.utf8))
        var shown = termios()
        guard tcgetattr(STDIN_FILENO, &shown) == 0 else { throw SecretInputError.missing }
        var hidden = shown
        // Keys that would end the process come as characters, so that it does not leave a terminal behind that shows nothing.
        hidden.c_lflag &= ~tcflag_t(ECHO | ISIG)
        guard tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) == 0 else { throw SecretInputError.missing }
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown)
            FileHandle.standardError.write(Data("\n".utf8))
        }
        guard let line = readLine(strippingNewline: true), !line.isEmpty, !line.utf8.contains(where: { $0 < 32 || $0 == 127 }) else {
            throw SecretInputError.missing
        }
        return line
    }
}

/// Why there is no secret.
enum SecretInputError: Error, CustomStringConvertible {
    case missing
    case different

    var description: String {
        switch self {
        case .missing:
            "No password was given: type one, or send one line of input, as in 'printf %s \"$PASSWORD\" | martlet admin create …'."
        case .different: "The two passwords differ: nothing has changed."
        }
    }
}
