import AttributeKeyRing
import HTTPTransport
import Identity
import Symmetric

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
            UserHome.option, PassphrasePrompt.option,
        ],
        discussion: """
            The identity stays on this machine, in a passphrase vault. The fingerprint is what you trust from now on: \
            compare it by another channel than the one that the authority's address came by.
            """,
        examples: [
            #"medseal user enrol --authority http://127.0.0.1:8440 --fingerprint "$FINGERPRINT" --store http://127.0.0.1:8441 --name "Dr Rahima Khatun" --hospital NSTU --department Cardiology --licence BMDC-1234 --request role:doctor --request hospital:NSTU"#
        ]
    ) { invocation in
        let home = try UserHome(invocation)
        guard !home.isEnrolled else {
            throw CommandFailure(
                .conflict, "there is a user in \(home.path) already", hint: "medseal user status shows it; --home names another folder")
        }
        let client = try AuthorityClient(try invocation.required("authority"))
        if let store = invocation.value("store") { _ = try HTTPURL(store) }
        let authority = try client.description()
        guard let given = AuthorityFingerprint(try invocation.required("fingerprint")) else {
            throw Invocation.usage("--fingerprint takes 64 hexadecimal digits", invocation.command)
        }
        guard given == authority.fingerprint else {
            throw CommandFailure(
                .integrity, "the authority at this address has another fingerprint",
                hint: "do not go on: ask the administrator which one is right")
        }
        let claims = EnrolmentRequest.Claims(
            displayName: try invocation.required("name"), hospital: try invocation.required("hospital"),
            department: invocation.value("department") ?? "", licenceNumber: invocation.value("licence") ?? "",
            attributes: invocation.all("request"))
        let passphrase = try PassphrasePrompt.new("your identity", invocation)
        let identity = UserIdentity()
        let request = try EnrolmentRequest(claims, to: authority.fingerprint, by: identity, created: Clock.now)
        let ring = try KeyRing(pinning: authority)
        // The identity is on the disk before the request goes out, and stays unless the authority has refused it: an
        // answer that got lost must not find it gone.
        try home.create(
            identity, ring,
            UserHome.Enrolment(
                authority: "\(client.url)", request: "\(request.id)", store: invocation.value("store")),
            passphrase: passphrase)
        do {
            let answer = try client.submit(request)
            try report(answer.status, request, invocation)
        } catch let failure as CommandFailure where failure.isDefiniteRefusal {
            try home.discard()
            throw failure
        }
    }

    static let status = Command(
        ["user", "status"], "Ask the authority what has become of your request, and fetch keys",
        options: [UserHome.option, PassphrasePrompt.option],
        discussion: """
            A key that has been approved or renewed is fetched, verified against the pinned authority and added to your \
            key ring, as are the latest epoch statement and revocation list.
            """,
        examples: ["medseal user status"]
    ) { invocation in
        var session = try UserSession(invocation)
        let enrolment = try session.home.enrolment()
        let client = try AuthorityClient(enrolment.authority)
        guard let id = RequestID(enrolment.request) else {
            throw CommandFailure(.integrity, "the file of your enrolment is damaged", hint: "restore it from a backup")
        }
        let answer = try client.status(id)
        switch answer.status {
        case "approved":
            let before = session.ring.certificate?.serial
            try session.ring.accept(try client.epochStatement(), at: Clock.now)
            let revocations = try client.revocationList()
            try session.ring.accept(revocations, at: Clock.now)
            guard !revocations.revokes(session.identity.id) else {
                try session.saveRing()
                throw CommandFailure(.revokedOrExpired, "the authority has revoked you", hint: "ask its administrator")
            }
            try session.ring.accept(try client.keyDelivery(id), by: session.identity)
            try session.saveRing()
            let certificate = session.ring.certificate
            let news = certificate?.serial == before ? "" : ", new key fetched"
            try StandardStreams.result(
                invocation.wantsJSON
                    ? JSONValue.object([
                        .init("status", "approved"), .init("user", .string("\(session.identity.id)")),
                        .init("epoch", .integer(Int64(session.ring.epochStatement?.epoch ?? 0))),
                        .init("keyEpoch", .integer(Int64(session.ring.epochs.last ?? 0))),
                    ]).text
                    : "approved as user \(session.identity.id), epoch \(session.ring.epochStatement?.epoch ?? 0)\(news)")
        case "rejected":
            throw CommandFailure(
                .general, "the request was rejected: \(answer.reason ?? "no reason given")",
                hint: "ask the authority's administrator")
        default:
            try StandardStreams.result(
                invocation.wantsJSON
                    ? JSONValue.object([.init("status", "pending"), .init("request", .string("\(id)"))]).text
                    : "waiting for approval of request \(id)")
        }
    }

    static let show = Command(
        ["key", "show"], "Show what your keys prove",
        options: [UserHome.option, PassphrasePrompt.option],
        examples: ["medseal key show"]
    ) { invocation in
        let session = try UserSession(invocation)
        let ring = session.ring
        let attributes = ring.attributes?.attributes.map(\.description) ?? []
        if invocation.wantsJSON {
            try StandardStreams.result(JSONValue.object([
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

    private static func report(_ status: String, _ request: EnrolmentRequest, _ invocation: Invocation) throws {
        try StandardStreams.result(
            invocation.wantsJSON
                ? JSONValue.object([.init("request", .string("\(request.id)")), .init("status", .string(status))]).text
                : "request \(request.id) is \(status); medseal user status asks again")
    }
}
