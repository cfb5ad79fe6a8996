import Framing
import Glibc
import Identity
import KeyAuthority
import SQLiteDatabase
import Cryptography
import TestSupport
import Testing

@Suite struct AuthorityFileTests {
    @Test func anAuthorityIsFoundedOnce() throws {
        let hospital = try Hospital()
        let path = hospital.path
        #expect(refusal { _ = try Hospital.found(at: path) } == .alreadyInitialised)
        let again = try KeyAuthority(opening: path)
        #expect(again.description == hospital.authority.description)
        #expect(again.description.name == "NSTU")
        #expect(again.settings == AuthoritySettings())
        try again.close()
        #expect(refusal { _ = try again.epochStatement() } == .database(.closed))
        var status = stat()
        let found = unsafe stat(path, &status)
        #expect(found == 0 && status.st_mode & 0o7777 == 0o600)
    }

    @Test func filesThatAreNoAuthorityAreRefused() throws {
        let folder = TemporaryFolder()
        #expect(refusal { _ = try KeyAuthority(opening: folder.file("missing.db")) } != nil)
        let other = folder.file("other.db")
        let otherSchema = DatabaseSchema(applicationID: 7, migrations: [["CREATE TABLE t (a INTEGER) STRICT"]])
        try Database(other, schema: otherSchema).close()
        #expect(refusal { _ = try KeyAuthority(opening: other) } == .database(.wrongApplication(found: 7)))
        #expect(refusal { _ = try Hospital.found(at: other) } == .database(.wrongApplication(found: 7)))
        let loose = try Hospital()
        unsafe chmod(loose.path, 0o644)
        let refused = refusal { _ = try KeyAuthority(opening: loose.path) }
        #expect(refused == .database(.permissions(path: loose.path, mode: 0o644)))
        #expect(refused?.remedy.isEmpty == false)
        let nameless = refusal {
            _ = try KeyAuthority.create(
                at: folder.file("new.db"), name: "", passphrase: Hospital.passphrase(), cost: ScryptCost(insecureLogN: 10)!,
                now: 1, actor: "a")
        }
        if case .statement(.malformed) = nameless {} else { Issue.record("an authority without a name was founded") }
        #expect(!folder.names.contains("new.db"))
    }

    /// "MSAU": what was founded before format 1 is not read as if it were of it.
    @Test func anAuthorityOfAnOlderFormatIsRefusedWithAWord() throws {
        let folder = TemporaryFolder()
        let path = folder.file("authority.db")
        let old = DatabaseSchema(applicationID: 0x4d53_4155, migrations: [["CREATE TABLE user (id BLOB PRIMARY KEY) STRICT"]])
        try Database(path, schema: old).close()
        let before = TemporaryFolder.read(path)
        let refused = [refusal { _ = try KeyAuthority(opening: path) }, refusal { _ = try Hospital.found(at: path) }]
        for refusal in refused {
            #expect(refusal == .database(.wrongApplication(found: 0x4d53_4155)) && refusal?.remedy.isEmpty == false)
        }
        #expect(TemporaryFolder.read(path) == before)
    }

    @Test func aDamagedFileIsNoticedWhenItIsOpened() throws {
        let hospital = try Hospital()
        for _ in 0..<20 { try hospital.submit(UserIdentity()) }
        try hospital.authority.close()
        var bytes = TemporaryFolder.read(hospital.path)
        for position in 8192..<bytes.count { bytes[position] = 0xa5 }
        TemporaryFolder.write(bytes, to: hospital.path)
        let refused = refusal { _ = try KeyAuthority(opening: hospital.path) }
        #expect(refused == .database(.corrupt))
        #expect(refused?.remedy.isEmpty == false)
    }

    /// A copy of database and log, taken behind each acknowledged step without closing anything, is what a crash leaves.
    /// Everything acknowledged by then is in it, and so it is when the log goes on with the torn pages of a later write.
    @Test func aCrashLosesNothingThatWasAcknowledged() throws {
        let hospital = try Hospital()
        let authority = hospital.authority
        let user = UserIdentity()
        let id = user.id
        let request = try hospital.request(user)
        let phrase = Hospital.passphrase()
        let steps: [(name: String, run: () throws -> Void, holds: (KeyAuthority) throws -> Bool)] = [
            ("submit", { try authority.submit(request, at: Hospital.start) }, { try $0.status(request.id) == .pending }),
            (
                "approve",
                {
                    try authority.approve(
                        request.id, attributes: ["a"], capabilities: .author, passphrase: phrase, at: Hospital.start, by: "x")
                },
                { try $0.status(request.id) == .approved && $0.keyDelivery(to: id).certificate.serial == 1 }
            ),
            (
                "publish", { try authority.publish(to: 2, passphrase: phrase, at: Hospital.start, by: "x") },
                { try $0.epochStatement().epoch == 2 }
            ),
            (
                "renew", { try authority.renew(id, passphrase: phrase, at: Hospital.start, by: "x") },
                { try $0.keyDelivery(to: id).epoch == 2 }
            ),
            (
                "revoke", { try authority.revoke(id, passphrase: phrase, at: Hospital.start, by: "x") },
                { try $0.revocationList().revokes(id) && $0.user(id).revoked != nil }
            ),
        ]
        var states: [(database: [UInt8], log: [UInt8])] = []
        for step in steps {
            try step.run()
            states.append((TemporaryFolder.read(hospital.path), TemporaryFolder.read(hospital.path + "-wal")))
        }
        for (number, step) in steps.enumerated() {
            let (database, log) = states[number]
            let next = number + 1 < states.count ? states[number + 1].log : log
            var logs = [log, log + [UInt8](repeating: 0xa5, count: 5000)]
            if next.count > log.count, next.starts(with: log) {
                let added = next.count - log.count
                logs += [1, added / 3, added / 2, added - 1].map { Array(next[..<(log.count + $0)]) }
            }
            for log in logs {
                let folder = TemporaryFolder()
                TemporaryFolder.write(database, to: folder.file("a.db"))
                TemporaryFolder.write(log, to: folder.file("a.db-wal"))
                let reopened = try KeyAuthority(opening: folder.file("a.db"))
                for (earlier, other) in steps.enumerated() where earlier <= number {
                    // What a later step replaced is not asked for any more.
                    let replaced =
                        (other.name == "submit" && number > 0) || (step.name == "revoke" && ["approve", "renew"].contains(other.name))
                        || (other.name == "approve" && number >= 3)
                    if !replaced { #expect(try other.holds(reopened), "\(other.name) after \(step.name)") }
                }
                try reopened.verifyAuditTrail()
                #expect(try reopened.auditTrail().count >= number + 2)
                try reopened.close()
            }
        }
    }

    @Test func theAuditTrailIsAHashChainThatOnlyGrows() throws {
        let hospital = try Hospital()
        let authority = hospital.authority
        let user = UserIdentity()
        try hospital.enrol(user)
        let noted = try authority.verifyAuditTrail()
        try authority.publish(passphrase: Hospital.passphrase(), at: Hospital.start + 1, by: String(repeating: "x", count: 9999))
        let head = try authority.verifyAuditTrail(from: noted)
        #expect(head.number == 4)
        let entries = try authority.auditTrail()
        #expect(entries.map(\.action) == [.initialise, .submit, .approve, .publish])
        #expect(entries.map(\.actor)[..<3] == ["founder", user.id.description, "admin"])
        #expect(entries[3].actor.count == 128)
        #expect(try authority.auditTrail(after: 2, limit: 1) == [entries[2]])
        // The chain by the documented formula.
        var hash = authority.description.fingerprint.bytes
        for entry in entries {
            var number = ByteWriter()
            number.u64(entry.number)
            var time = ByteWriter()
            time.u64(entry.time)
            hash = SHA256.hash(
                frame(
                    Array(utf8: "MEDSEAL-V1-AUDIT"), hash, number.bytes, time.bytes, Array(utf8: entry.actor),
                    Array(utf8: entry.action.rawValue), Array(utf8: entry.subject)))
            #expect(hash == entry.hash)
        }
        #expect(head.hash == hash)
        #expect(refusal { try authority.verifyAuditTrail(from: AuditHead(number: 4, hash: noted.hash)) } == .auditTrail(number: 4))
        #expect(refusal { try authority.verifyAuditTrail(from: AuditHead(number: 5, hash: head.hash)) } == .auditTrail(number: 4))
    }

    /// Somebody who can write the file: the triggers stop SQL, and where they were dropped, the chain tells.
    @Test func theAuditTrailCannotBeRewrittenUnnoticed() throws {
        let hospital = try Hospital()
        try hospital.enrol(UserIdentity())
        try hospital.authority.close()
        let schema = DatabaseSchema(applicationID: 0x4d53_4130, migrations: [[], []])
        let database = try Database(hospital.path, schema: schema)
        let attempts: [StaticString] = [
            "UPDATE audit SET actor = 'nobody' WHERE number = 2", "DELETE FROM audit WHERE number = 3",
            "INSERT OR REPLACE INTO audit VALUES (2, 0, 'a', 'submit', 'b', zeroblob(32))",
            "INSERT INTO audit VALUES (9, 0, 'a', 'submit', 'b', zeroblob(32))",
            "DELETE FROM certificate", "UPDATE certificate SET bytes = x'00'",
            "DELETE FROM statement", "UPDATE statement SET bytes = x'00'",
            "INSERT OR REPLACE INTO statement VALUES (1, 1, x'00')",
            "DELETE FROM request", "UPDATE request SET state = 0", "DELETE FROM user",
            "DELETE FROM device_subtree", "UPDATE device_subtree SET number = 5",
            "INSERT OR REPLACE INTO device_subtree SELECT 0, id FROM user", "INSERT INTO device_subtree SELECT 1, id FROM user",
        ]
        for attempt in attempts {
            #expect(throws: DatabaseError.self, "\(attempt)") { try database.transaction { _ = try $0.execute(attempt) } }
        }
        let rewrites: [(StaticString, UInt64)] = [
            ("UPDATE audit SET subject = 'somebody else' WHERE number = 3", 3),
            ("UPDATE audit SET actor = 'nobody' WHERE number = 2", 2),
            ("UPDATE audit SET hash = zeroblob(32) WHERE number = 1", 1),
            ("DELETE FROM audit WHERE number = 1", 1),
        ]
        try database.transaction { connection in
            try connection.execute("DROP TRIGGER audit_update")
            try connection.execute("DROP TRIGGER audit_delete")
        }
        for (rewrite, number) in rewrites {
            try database.transaction { _ = try $0.execute(rewrite) }
            let reopened = try KeyAuthority(opening: hospital.path)
            #expect(refusal { try reopened.verifyAuditTrail() } == .auditTrail(number: number))
            try reopened.close()
        }
        try database.close()
    }

    /// A service that takes requests and a person who decides on them, each with its own connection.
    @Test func twoProcessesShareTheFile() async throws {
        let hospital = try Hospital()
        let desk = try KeyAuthority(opening: hospital.path)
        let service = hospital.authority
        let requests = try (0..<12).map { try hospital.request(UserIdentity(), name: "Dr. \($0)") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for request in requests {
                group.addTask {
                    try service.submit(request, at: Hospital.start)
                    try desk.approve(
                        request.id, attributes: ["a"], capabilities: .author, passphrase: Hospital.passphrase(),
                        at: Hospital.start, by: "desk")
                    guard try service.status(request.id) == .approved else { throw AuthorityError.unknownRequest }
                }
            }
            try await group.waitForAll()
        }
        #expect(Set(try service.users().map(\.certificate.serial)) == Set(1...12))
        #expect(try service.verifyAuditTrail().number == 25)
        try desk.close()
    }

    /// Neither the master key nor an attribute key stands in the file in the clear.
    @Test func theFileHoldsNoSecretInTheClear() throws {
        let hospital = try Hospital()
        let user = UserIdentity()
        try hospital.enrol(user)
        let delivery = try hospital.authority.keyDelivery(to: user.id)
        let key = try delivery.open(by: user, from: hospital.authority.description)
        let description = hospital.authority.description
        try hospital.authority.close()
        let file = TemporaryFolder.read(hospital.path)
        func contains(_ needle: [UInt8]) -> Bool {
            let first = needle[0]
            return file.indices.contains { file[$0] == first && file[$0...].starts(with: needle) }
        }
        // What must be there is found, so the search can find.
        #expect(contains(description.publicKey.bytes))
        let points = key.slice((key.count - 96)..<key.count).revealed()
        #expect(!contains(points))
        #expect(!contains(Array("correct horse".utf8)))
        #expect(!contains(Array("MEDSEALM".utf8)))
    }
}
