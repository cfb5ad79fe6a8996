import AccessPolicy
import Framing
import Identity
import KeyAuthority
import SQLiteDatabase
import Cryptography
import TestSupport
import Testing

/// Somebody who can write the authority's file, but has no passphrase: what they put there, nobody certifies.
@Suite struct AlteredRowTests {
    /// Runs statements on the authority's file, without its triggers.
    private func alter(_ hospital: Hospital, _ body: (borrowing DatabaseConnection) throws -> Void) throws {
        let database = try Database(hospital.path, schema: DatabaseSchema(applicationID: 0x4d53_4130, migrations: [[], []]))
        let triggers: [StaticString] = [
            "DROP TRIGGER IF EXISTS request_update", "DROP TRIGGER IF EXISTS user_update",
            "DROP TRIGGER IF EXISTS certificate_update", "DROP TRIGGER IF EXISTS certificate_delete",
            "DROP TRIGGER IF EXISTS device_subtree_update", "DROP TRIGGER IF EXISTS device_subtree_delete",
        ]
        try database.transaction { connection in
            for trigger in triggers { _ = try connection.execute(trigger) }
            try body(connection)
        }
        try database.close()
    }

    private func isCorrupt(_ error: AuthorityError?) -> Bool {
        if case .corrupt = error { error?.remedy.isEmpty == false } else { false }
    }

    /// The administrator compared the applicant's identifier; other bytes stand under it.
    @Test func anotherRequestUnderTheIdentifierIsNotApproved() throws {
        let hospital = try Hospital()
        let authority = hospital.authority
        let id = try hospital.submit(UserIdentity())
        let intruder = try hospital.request(UserIdentity())
        try alter(hospital) { connection in
            try connection.execute(
                "UPDATE request SET bytes = ?, user = ?", [.blob(intruder.bytes), .blob(intruder.userID.bytes)])
        }
        #expect(
            isCorrupt(
                refusal {
                    try authority.approve(
                        id, attributes: ["a"], capabilities: .author, passphrase: Hospital.passphrase(), at: Hospital.start,
                        by: "admin")
                }))
        #expect(isCorrupt(refusal { _ = try authority.request(id) }))
        #expect(isCorrupt(refusal { _ = try authority.status(id) }))
        #expect(isCorrupt(refusal { _ = try authority.keyDelivery(id) }))
        #expect(isCorrupt(refusal { _ = try authority.pendingRequests() }))
        #expect(isCorrupt(refusal { try authority.reject(id, reason: "", at: Hospital.start, by: "admin") }))
        #expect(try authority.users().isEmpty)
    }

    @Test func aRequestOnRecordOfAnotherUserIsNoticed() throws {
        let hospital = try Hospital()
        let id = try hospital.submit(UserIdentity())
        try alter(hospital) { try $0.execute("UPDATE request SET user = zeroblob(32)") }
        #expect(isCorrupt(refusal { _ = try hospital.authority.request(id) }))
    }

    /// Two users' rows with each other's requests and certificates.
    @Test func aUserUnderAnothersIdentifierIsNoticedAndCanStillBeRevoked() throws {
        let hospital = try Hospital()
        let authority = hospital.authority
        let first = UserIdentity()
        let second = UserIdentity()
        let ids = [first.id, second.id]
        let requests = [try hospital.enrol(first), try hospital.enrol(second)]
        let stranger = [UInt8](repeating: 7, count: 32)
        try alter(hospital) { connection in
            try connection.execute("PRAGMA defer_foreign_keys = ON")
            for (from, to) in [(ids[0].bytes, stranger), (ids[1].bytes, ids[0].bytes), (stranger, ids[1].bytes)] {
                try connection.execute("UPDATE user SET id = ? WHERE id = ?", [.blob(to), .blob(from)])
                try connection.execute("UPDATE certificate SET user = ? WHERE user = ?", [.blob(to), .blob(from)])
            }
        }
        let phrase = Hospital.passphrase()
        for id in ids {
            #expect(isCorrupt(refusal { _ = try authority.user(id) }))
            #expect(isCorrupt(refusal { try authority.renew(id, passphrase: phrase, at: Hospital.start, by: "admin") }))
        }
        #expect(isCorrupt(refusal { _ = try authority.users() }))
        #expect(requests.count == 2)
        // A damaged row must not protect its user.
        #expect(try authority.revoke(ids[0], passphrase: phrase, at: Hospital.start, by: "admin").users == [ids[0]])
    }

    @Test func whatWasNotGrantedIsNotRenewed() throws {
        let hospital = try Hospital()
        let authority = hospital.authority
        let user = UserIdentity()
        let id = user.id
        let requestID = try hospital.enrol(user)
        let phrase = Hospital.passphrase()
        let granted = try AttributeSet(parsing: ["role:doctor"])
        let more = try AttributeSet(parsing: ["role:doctor", "role:chief"])
        func renewal() -> AuthorityError? {
            refusal { try authority.renew(id, passphrase: phrase, at: Hospital.start, by: "admin") }
        }
        let alterations: [(StaticString, StaticString, DatabaseValue, DatabaseValue)] = [
            (
                "UPDATE user SET attributes = ?", "UPDATE user SET attributes = ?", .blob(more.encoded), .blob(granted.encoded)
            ),
            ("UPDATE user SET capabilities = ?", "UPDATE user SET capabilities = ?", .integer(3), .integer(1)),
            (
                "UPDATE device_subtree SET number = ?", "UPDATE device_subtree SET number = ?", .integer(1_048_575), .integer(0)
            ),
        ]
        for (change, undo, altered, former) in alterations {
            try alter(hospital) { try $0.execute(change, [altered]) }
            #expect(isCorrupt(renewal()))
            let all = refusal {
                _ = try authority.renewAll(passphrase: phrase, at: Hospital.start + 60 * Hospital.day, by: "admin")
            }
            #expect(isCorrupt(all))
            // Given explicitly, they do not come from the file; but what else stands there is not to be trusted either.
            #expect(
                isCorrupt(
                    refusal {
                        try authority.renew(
                            id, attributes: ["role:doctor"], capabilities: .author, passphrase: phrase, at: Hospital.start,
                            by: "admin")
                    }))
            try alter(hospital) { try $0.execute(undo, [former]) }
            #expect(renewal() == nil)
        }
        #expect(try authority.status(requestID) == .approved)
        #expect(try authority.user(id).certificate.serial == 1 + UInt64(alterations.count))
    }

    /// The signed list remembers who was revoked, whatever the rows say since.
    @Test func aRevocationThatWasErasedFromTheRowsStaysInTheList() throws {
        let hospital = try Hospital()
        let authority = hospital.authority
        let user = UserIdentity()
        let id = user.id
        try hospital.enrol(user)
        let phrase = Hospital.passphrase()
        try authority.renew(id, capabilities: [], passphrase: phrase, at: Hospital.start, by: "admin")
        let list = try authority.revoke(id, passphrase: phrase, at: Hospital.start, by: "admin")
        #expect(list.users == [id] && list.serials == [1])
        try alter(hospital) { connection in
            try connection.execute("UPDATE user SET revoked = NULL")
            try connection.execute("DROP TRIGGER withdrawn_delete")
            try connection.execute("DELETE FROM withdrawn_certificate")
        }
        #expect(refusal { try authority.renew(id, passphrase: phrase, at: Hospital.start, by: "admin") } == .revoked)
        let renewed = try authority.renewAll(passphrase: phrase, at: Hospital.start + 60 * Hospital.day, by: "admin")
        #expect(renewed.isEmpty)
        let next = try authority.publish(passphrase: phrase, at: Hospital.start, by: "admin").revocations
        #expect(next.users == [id] && next.serials == [1] && next.sequence == list.sequence + 1)
    }

    @Test func statementsThatTheAuthorityDidNotSignAreNotFollowed() throws {
        let phrase = Hospital.passphrase()
        for kind in [Int64(1), 2] {
            let hospital = try Hospital()
            let authority = hospital.authority
            try hospital.enrol(UserIdentity())
            var bytes = kind == 1 ? try authority.epochStatement().bytes : try authority.revocationList().bytes
            bytes[bytes.count - 1] ^= 1
            try alter(hospital) { connection in
                try connection.execute("INSERT INTO statement VALUES (?, 2, ?)", [.integer(kind), .blob(bytes)])
            }
            #expect(isCorrupt(refusal { try authority.publish(passphrase: phrase, at: Hospital.start, by: "admin") }))
            #expect(
                isCorrupt(
                    refusal {
                        _ = try authority.renewAll(passphrase: phrase, at: Hospital.start + 60 * Hospital.day, by: "admin")
                    }))
        }
    }

    /// What a former grant allowed does not come back with the former row.
    @Test func aFormerGrantDoesNotFitALaterCertificate() throws {
        let hospital = try Hospital()
        let authority = hospital.authority
        let user = UserIdentity()
        let id = user.id
        try hospital.enrol(user, attributes: ["role:chief"])
        let phrase = Hospital.passphrase()
        try authority.renew(id, attributes: ["role:doctor"], passphrase: phrase, at: Hospital.start, by: "admin")
        let former = try AttributeSet(parsing: ["role:chief"])
        try alter(hospital) { connection in
            try connection.execute("UPDATE user SET attributes = ?", [.blob(former.encoded)])
            try connection.execute(
                """
                UPDATE certificate SET grant_signature = (SELECT grant_signature FROM certificate WHERE serial = 1)
                WHERE serial = 2
                """)
        }
        #expect(isCorrupt(refusal { try authority.renew(id, passphrase: phrase, at: Hospital.start, by: "admin") }))
    }
}
