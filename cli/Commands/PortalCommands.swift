import HTTPTransport
import Portal
import LocalFiles
import Workstation

/// `medseal portal`: the doctor's pages.
enum PortalCommands {
    static let all = [portal]

    static let idle = Command.Option.value("idle", "MINUTES", "end a session after so long without a request (default: 15)")
    static let behindTLS = Command.Option.flag("behind-tls", "browsers come through a proxy with TLS: send cookies over TLS only")

    static let portal = Command(
        ["portal"], "Serve the doctor's portal to the browser on this machine",
        options: [
            .value("accounts", "FOLDER", "where the accounts are (default: medseal-portal in the XDG data folder)"),
            idle, behindTLS, ServerOptions.listen, ServerOptions.host, ServerOptions.rate, ServerOptions.log,
        ],
        discussion: """
            A doctor signs up, logs in, and reads, writes, shares and searches patients' records in the browser. The key is \
            unlocked in this program's memory from login to logout, and everything is sealed before it leaves this machine: \
            run it on the doctor's or the hospital's own machine, on the loopback address, or behind a TLS proxy. An account \
            is a user's folder as --home takes it.
            """,
        examples: ["medseal portal --accounts accounts --listen 127.0.0.1:8442"]
    ) { invocation in
        FreedMemory.overwriteFromNowOn(CommandLine.arguments)
        guard let folder = invocation.value("accounts") ?? UserFolder.dataFolder.map({ $0 + "/medseal-portal" }) else {
            throw CommandFailure(.usage, "there is no home folder", hint: "give --accounts FOLDER")
        }
        try Folder.make(folder)
        let portal = DoctorPortal(Accounts(folder: folder), try configuration(invocation)) { message, requestID in
            StandardStreams.note("internal error in request \(requestID): \(message)")
        }
        try ServerOptions.run(
            portal.router, invocation, defaultListen: "127.0.0.1:8442", name: "portal", threads: threads, problemPage: { portal.problemPage($0, $1) },
            unready: { nil })
        portal.close()
    }

    /// Threads of a portal: each is taken by a request that waits for a store or an authority.
    static let threads = 32

    /// - Throws: a `CommandFailure` if passphrases and records would cross a network in the clear.
    static func configuration(_ invocation: Invocation) throws -> PortalConfiguration {
        if let listen = invocation.value("listen"), !invocation.has("behind-tls") {
            guard ["127.", "::1:", "[::1]:"].contains(where: listen.hasPrefix) else {
                throw CommandFailure(
                    .usage, "other machines would reach the portal without TLS",
                    hint: "listen on 127.0.0.1, or put a TLS proxy in front and give --behind-tls and --host")
            }
        }
        var configuration = PortalConfiguration()
        if let minutes: UInt64 = try invocation.integer("idle", 1...1440) { configuration.idleSeconds = minutes * 60 }
        configuration.isBehindTLS = invocation.has("behind-tls")
        return configuration
    }
}
