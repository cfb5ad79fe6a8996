import AttributeKeyRing
import LocalFiles
import Workstation

/// Which user's folder a command works in, and how it is unlocked.
enum UserFolder {
    static let option = Command.Option.value(
        "home", "FOLDER", "the user's folder (default: $MEDSEAL_HOME, or medseal in the XDG data folder)")

    /// `--home`, else `$MEDSEAL_HOME`, else `$XDG_DATA_HOME/medseal`, else `~/.local/share/medseal`.
    static func home(_ invocation: Invocation) throws -> UserHome {
        if let given = invocation.value("home") ?? Environment.value("MEDSEAL_HOME") { return UserHome(path: given) }
        guard let data = dataFolder else { throw CommandFailure(.usage, "there is no home folder", hint: "give --home FOLDER") }
        return UserHome(path: data + "/medseal")
    }

    /// Where the programs of this account keep their data.
    static var dataFolder: String? {
        Environment.value("XDG_DATA_HOME") ?? Environment.value("HOME").map { $0 + "/.local/share" }
    }

    /// Unlocks the identity with its passphrase, and with it the key ring.
    static func session(_ invocation: Invocation) throws -> UserSession {
        let home = try home(invocation)
        // Before a passphrase is asked for that nothing could be done with.
        guard home.isEnrolled else {
            throw ClientError.noUser(folder: home.path)
        }
        let session = try UserSession(home, passphrase: try PassphrasePrompt.existing("your identity", invocation))
        session.progress = { ProgressBar($0, total: $1) }
        session.notice = { StandardStreams.note($0.text) }
        session.storeAddress = invocation.value("store")
        if invocation.command.options.contains(where: { $0.name == "store" }) { resume(session) }
        return session
    }

    /// Does what an interrupted command left to do. That it cannot be done now is told, and hinders nothing else.
    private static func resume(_ session: UserSession) {
        do { try session.journal.resume() } catch { session.notice(.unfinished(error)) }
    }
}
