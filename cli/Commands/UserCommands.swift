import AttributeKeyRing
import Clocks
import Identity
import Cryptography
import JSON
import Workstation

/// `medseal user …` and `medseal key show`.
enum UserCommands {
    static let all = [enrol, status, show]

    static let enrol = Command(
        ["user", "enrol"], "Make an identity and apply to an authority for a key",
        options: [
            .value("authority", "URL", "the authority's address"),
            .value("fingerprint", "HEX", "the authority's fingerprint, as its administrator told you"),
            .value("store", "URL", "the store that medseal record talks to"),
            .value("name", "NAME", "your name"), .value("hospital", "NAME", "your hospital"),
            .value("department", "NAME", "your department"), .value("licence", "NUMBER", "your licence number"),
            .repeated("request", "ATTRIBUTE", "an attribute that you apply for, such as role:doctor"),
            UserFolder.option, PassphrasePrompt.option,
        ],
        discussion: """
            The identity stays on this machine, in a passphrase vault. The fingerprint is what you trust from now on: \
            compare it by another channel than the one that the authority's address came by.
            """,
        examples: [
            #"medseal user enrol --authority http://127.0.0.1:8440 --fingerprint "$FINGERPRINT" --store http://127.0.0.1:8441 --name "Dr Rahima Khatun" --hospital NSTU --department Cardiology --licence BMDC-1234 --request role:doctor --request hospital:NSTU"#
        ]
    ) { invocation in
        let home = try UserFolder.home(invocation)
        guard !home.isEnrolled else {
            throw CommandFailure(
                .conflict, "there is a user in \(home.path) already", hint: "medseal user status shows it; --home names another folder")
        }
        guard let fingerprint = AuthorityFingerprint(try invocation.required("fingerprint")) else {
            throw Invocation.usage("--fingerprint takes 64 hexadecimal digits", invocation.command)
        }
        let claims = EnrolmentRequest.Claims(
            displayName: try invocation.required("name"), hospital: try invocation.required("hospital"),
            department: invocation.value("department") ?? "", licenceNumber: invocation.value("licence") ?? "",
            attributes: invocation.all("request"))
        let authority = try invocation.required("authority")
        let passphrase = try PassphrasePrompt.new("your identity", invocation)
        let (request, status) = try home.enrol(
            claims, at: authority, fingerprint: fingerprint, store: invocation.value("store"), passphrase: passphrase)
        try StandardStreams.result(
            invocation.wantsJSON
                ? JSONNode.object([.init("request", .string("\(request)")), .init("status", .string(status))]).text
                : "request \(request) is \(status); medseal user status asks again")
    }

    static let status = Command(
        ["user", "status"], "Ask the authority what has become of your request, and fetch keys",
        options: [UserFolder.option, PassphrasePrompt.option],
        discussion: """
            A key that has been approved or renewed is fetched, verified against the pinned authority and added to your \
            key ring, as are the latest epoch statement and revocation list.
            """,
        examples: ["medseal user status"]
    ) { invocation in
        let session = try UserFolder.session(invocation)
        switch try session.refresh() {
        case .approved(let isNew):
            let epoch = session.ring.epochStatement?.epoch ?? 0
            try StandardStreams.result(
                invocation.wantsJSON
                    ? JSONNode.object([
                        .init("status", "approved"), .init("user", .string("\(session.userID)")), .init("epoch", .integer(Int64(epoch))),
                        .init("keyEpoch", .integer(Int64(session.ring.epochs.last ?? 0))),
                    ]).text
                    : "approved as user \(session.userID), epoch \(epoch)\(isNew ? ", new key fetched" : "")")
        case .rejected(let reason):
            throw CommandFailure(.general, "the request was rejected: \(reason)", hint: "ask the authority's administrator")
        case .waiting(let id):
            try StandardStreams.result(
                invocation.wantsJSON
                    ? JSONNode.object([.init("status", "pending"), .init("request", .string("\(id)"))]).text
                    : "waiting for approval of request \(id)")
        }
    }

    static let show = Command(
        ["key", "show"], "Show what your keys prove",
        options: [UserFolder.option, PassphrasePrompt.option],
        examples: ["medseal key show"]
    ) { invocation in
        let session = try UserFolder.session(invocation)
        let ring = session.ring
        let attributes = ring.attributes?.granted.map(\.description) ?? []
        if invocation.wantsJSON {
            try StandardStreams.result(
                JSONNode.object([
                    .init("user", .string("\(session.identity.id)")),
                    .init("authority", .string("\(ring.authority.fingerprint)")),
                    .init("epochs", .array(ring.epochs.map { .integer(Int64($0)) })),
                    .init("attributes", .array(attributes.map { .string($0) })),
                    .init("certificateNotAfter", ring.certificate.map { .unsigned($0.notAfter) } ?? .null),
                ]).text)
            return
        }
        try StandardStreams.result("user         \(session.identity.id)")
        try StandardStreams.result("authority    \(ring.authority.name)")
        try StandardStreams.result("fingerprint  \(ring.authority.fingerprint)")
        guard let certificate = ring.certificate else { return try StandardStreams.result("no key yet") }
        try StandardStreams.result("certificate  \(certificate.displayName), until \(Clock.text(certificate.notAfter))")
        try StandardStreams.result("keys         of epochs \(ring.epochs.map(String.init).joined(separator: ", "))")
        for attribute in attributes { try StandardStreams.result("attribute    \(attribute)") }
    }
}
