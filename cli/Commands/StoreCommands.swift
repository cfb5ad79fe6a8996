import HTTPTransport
import Identity
import RecordStore
import SQLiteRecords
import StoreService
import LocalFiles
import ServerClients

/// `medseal store …`
enum StoreCommands {
    static let all = [serve]

    static let serve = Command(
        ["store", "serve"], "Keep and serve sealed records over HTTP",
        options: [
            .value("db", "FILE", "the store's database (default: store.db)"),
            .value("authority", "URL", "the authority whose users may write"),
            .value("authority-file", "FILE", "its public description, as medseal authority init --description wrote it"),
            .value("fingerprint", "HEX", "instead of the file: fetch the description and compare its fingerprint"),
            .value("quota", "MIB", "how much the records of one user may take (default: no limit)"),
            ServerOptions.listen, ServerOptions.host, ServerOptions.management, ServerOptions.rate, ServerOptions.log,
        ],
        discussion: """
            The store sees ciphertexts only, and takes them only from users whom the authority certified and has not \
            revoked; it asks the authority every ten seconds. Put a TLS proxy in front of it when it serves other machines. \
            It runs until SIGTERM, and then lets running requests end.
            """,
        examples: [
            #"medseal store serve --db store.db --authority http://127.0.0.1:8440 --fingerprint "$FINGERPRINT" --listen 127.0.0.1:8441"#
        ]
    ) { invocation in
        let path = invocation.value("db") ?? "store.db"
        let client = try AuthorityClient(try invocation.required("authority"))
        let authority = try authority(client, invocation)
        let quota: UInt64? = try invocation.integer("quota", 1...(1 << 40))
        // A request waits for the answer now and then.
        var configuration = ServerConnection.configuration()
        configuration.connectTimeout = 3
        configuration.totalTimeout = 10
        let watch = try AuthorityWatch(
            authority, RemoteStatements(client.url, HTTPClient(configuration)), keptIn: path + ".authority")
        // Before the first request comes; should the authority not answer now, later requests ask it.
        try? watch.refresh()
        let storage = try SQLiteRecordStorage(path)
        let store = RecordStore(storage, authority: authority, quota: quota.map { $0 << 20 })
        let service = StoreService(store, watch)
        try ServerOptions.run(
            service.router, invocation, defaultListen: "127.0.0.1:8441", name: "store", unready: { service.unready() })
        try storage.close()
    }

    private static func authority(_ client: AuthorityClient, _ invocation: Invocation) throws -> AuthorityDescription {
        if let file = invocation.value("authority-file") {
            return try AuthorityDescription(bytes: try InputFile.contents(of: file, limit: 8192))
        }
        guard let fingerprint = AuthorityFingerprint(try invocation.required("fingerprint")) else {
            throw Invocation.usage("--fingerprint takes 64 hexadecimal digits", invocation.command)
        }
        let description = try client.description()
        guard description.fingerprint == fingerprint else {
            throw CommandFailure(
                .integrity, "the authority at this address has another fingerprint",
                hint: "do not go on: ask the administrator which one is right")
        }
        return description
    }
}
