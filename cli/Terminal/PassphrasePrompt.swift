import Glibc
import Cryptography
import LocalFiles

/// Passphrases come from the terminal, without echo, or from a file that only its owner can read; never from the command
/// line, which every process on the machine can see.
enum PassphrasePrompt {
    static let maximumLength = 1024

    /// The passphrase to open something with. Another `option` than the identity's has no environment variable.
    static func existing(
        _ what: String, _ invocation: Invocation, option: String = option.name
    ) throws -> SecretBytes {
        if let path = file(invocation, option) { return try fromFile(path) }
        return try ask("Passphrase of \(what): ", option)
    }

    /// A passphrase to protect something new with: asked for twice.
    static func new(_ what: String, _ invocation: Invocation, option: String = option.name) throws -> SecretBytes {
        if let path = file(invocation, option) { return try strongEnough(fromFile(path)) }
        let first = try strongEnough(ask("New passphrase for \(what): ", option))
        let second = try ask("The same again: ", option)
        guard first.constantTimeEquals(second) else { throw CommandFailure(.usage, "the two passphrases differ") }
        return first
    }

    static let option = Command.Option.value(
        "passphrase-file", "FILE",
        "read the passphrase from the first line of FILE (mode 0600) instead of asking (default: $MEDSEAL_PASSPHRASE_FILE)")

    private static func file(_ invocation: Invocation, _ name: String) -> String? {
        invocation.value(name) ?? (name == option.name ? Environment.value("MEDSEAL_PASSPHRASE_FILE") : nil)
    }

    private static func strongEnough(_ passphrase: consuming SecretBytes) throws -> SecretBytes {
        guard passphrase.count >= 8 else {
            throw CommandFailure(.usage, "the passphrase is too short", hint: "take at least 8 characters, better several words")
        }
        return passphrase
    }

    private static func fromFile(_ path: String) throws -> SecretBytes {
        var bytes = try SecretFile.read(path, limit: maximumLength + 2)
        defer { wipe(&bytes) }
        var line = Array(bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") })
        defer { wipe(&line) }
        guard !line.isEmpty, line.count <= maximumLength else {
            throw CommandFailure(.usage, "\(path) does not begin with a passphrase of 1 to \(maximumLength) bytes")
        }
        return SecretBytes(copying: line)
    }

    private static func ask(_ prompt: String, _ option: String) throws -> SecretBytes {
        let terminal = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC)
        guard terminal >= 0 else {
            throw CommandFailure(
                .usage, "there is no terminal to ask for a passphrase", hint: "give --\(option) FILE")
        }
        defer { close(terminal) }
        var settings = termios()
        guard unsafe tcgetattr(terminal, &settings) == 0 else {
            throw CommandFailure(.general, "the terminal cannot hide what is typed")
        }
        var silent = settings
        silent.c_lflag &= ~tcflag_t(ECHO)
        guard unsafe tcsetattr(terminal, TCSAFLUSH, &silent) == 0 else {
            throw CommandFailure(.general, "the terminal cannot hide what is typed")
        }
        defer {
            _ = unsafe tcsetattr(terminal, TCSAFLUSH, &settings)
            try? StandardStreams.write([UInt8(ascii: "\n")], to: terminal)
        }
        try StandardStreams.write(Array(prompt.utf8), to: terminal)
        var typed: [UInt8] = []
        defer { wipe(&typed) }
        typed.reserveCapacity(maximumLength + 1)
        while true {
            let next = try StandardStreams.read(1, from: terminal)
            guard let byte = next.first else {
                throw CommandFailure(.interrupted, "no passphrase was given")
            }
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { break }
            guard typed.count < maximumLength else { throw CommandFailure(.usage, "the passphrase is too long") }
            typed.append(byte)
        }
        guard !typed.isEmpty else { throw CommandFailure(.interrupted, "no passphrase was given") }
        return SecretBytes(copying: typed)
    }
}
