import Glibc
import LocalFiles

/// `medseal demo`.
enum DemoCommand {
    static let command = Command(
        ["demo"], "Show the whole life of a record, on sample patients, with real servers on this machine",
        options: [
            .flag("once", "end when it is done, instead of leaving the servers running"),
            .value("examples", "FOLDER", "the sample patients, FHIR bundles as JSON (default: Examples/fhir)"),
            .value("folder", "FOLDER", "where to keep everything; must not exist (default: a new one in the temporary folder)"),
        ],
        discussion: """
            Founds an authority, enrols two doctors of two hospitals, seals each sample patient under a policy, stores the \
            ciphertexts, opens, refuses, updates, shares, deletes, searches, revokes and renews, by the same commands that you \
            would type, prints how long each step took, and leaves the portal open for you.
            """,
        examples: ["medseal demo --once"]
    ) { invocation in
        let isTemporary = invocation.value("folder") == nil
        let suffix = String(UInt64.random(in: .min ... .max), radix: 16)
        let folder = invocation.value("folder") ?? (Environment.value("TMPDIR") ?? "/tmp") + "/medseal-demo-" + suffix
        guard !Folder.exists(folder) else { throw CommandFailure(.conflict, "\(folder) exists already") }
        defer { if isTemporary { Folder.remove(folder) } }
        let demonstration = try Demonstration(
            folder: folder, examples: invocation.value("examples") ?? "Examples/fhir")
        try withExtendedLifetime(demonstration) {
            let addresses = try demonstration.run()
            guard !invocation.has("once") else { return }
            try StandardStreams.result("authority \(addresses.authority) and store \(addresses.store) go on until Ctrl-C; the files are in \(folder)")
            try StandardStreams.result("the doctor's portal          \(addresses.portal)  (account dr-rahima-khatun)")
            try StandardStreams.result("the administrator's portal   \(addresses.administration)")
            try StandardStreams.result("the passphrase of both is in \(demonstration.passphraseFile)")
            Interruption.waitWhileServing()
        }
    }
}
