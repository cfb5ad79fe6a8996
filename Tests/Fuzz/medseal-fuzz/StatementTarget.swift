import Framing
import Identity
import SealedRecord
import Cryptography

/// Succession, deletion, write and contribution statements. The lowest two bits of the first byte name the kind; with bit 7 the last 65 bytes are replaced
/// by the user's signature, with bit 6 the last 64 by the authority's, so that the fuzzer gets behind it.
enum StatementTarget {
    static func run(_ input: [UInt8]) {
        guard let kind = input.first else { return }
        var bytes = Array(input.dropFirst())
        let kinds: [(domain: String, run: ([UInt8]) -> Void)] = [
            ("MEDSEAL-V1-SUCCESSION", succession), ("MEDSEAL-V1-DELETION", deletion), ("MEDSEAL-V1-WRITE-STATEMENT", write),
            ("MEDSEAL-V1-CONTRIBUTION", contribution),
        ]
        let (domain, run) = kinds[Int(kind & 3)]
        sign(&bytes, domain, byUser: kind & 0x80 != 0, byAuthority: kind & 0x40 != 0)
        run(bytes)
    }

    private static func write(_ bytes: [UInt8]) {
        let world = World.shared
        guard let statement = try? WriteStatement(bytes: bytes) else { return }
        demand(statement.bytes == bytes, "a write statement is written as it was read")
        demand((1...WriteKey.greatestCount).contains(statement.keys.count) && statement.rules.count == statement.keys.count, "keys are bounded")
        demand(statement.heads.count <= WriteStatement.greatestHeadCount, "heads are bounded")
        guard (try? statement.verify(world.description)) != nil else { return }
        demand(statement.certificate == world.certificate, "nobody else is certified")
        let judged = ChartEntries(of: statement.chart, heldBy: world.user.id, statements: [statement], entries: [])
        demand(judged.withheld.count == statement.heads.count && judged.confirmed.isEmpty, "what is named and missing is withheld")
    }

    private static func contribution(_ bytes: [UInt8]) {
        guard let statement = try? ContributionStatement(bytes: bytes) else { return }
        demand(statement.bytes == bytes, "a contribution statement is written as it was read")
        demand(statement.heads.count <= ContributionStatement.greatestHeadCount, "heads are bounded")
    }

    private static func succession(_ bytes: [UInt8]) {
        let world = World.shared
        guard let statement = try? SuccessionStatement(bytes: bytes) else { return }
        demand(statement.bytes == bytes && bytes.count <= SuccessionStatement.greatestByteCount, "a succession is written as it was read")
        demand((statement.from == statement.to) == (statement.signingKey != nil), "a new key is the same user's")
        guard (try? statement.verify(world.description)) != nil else { return }
        demand(statement.isByAuthority || statement.oldCertificate == world.certificate, "nobody else is certified")
        demand(statement.isByAuthority || statement.from == world.user.id, "nobody gives away what is another's")
        let record = statement.record ?? RecordName.random(owner: statement.from).id
        demand(statement.covers(record), "it is about its record")
        let leads = { (statements: [SuccessionStatement], owner: UserID) in
            (try? Successions(statements: statements).verify(of: record, from: owner, to: world.certificate, world.description)) != nil
        }
        if leads([statement], statement.from) { demand(statement.to == world.user.id, "it leads to nobody else") }
        demand(!leads([statement, statement], statement.from) || statement.to == statement.from, "one step is not two")
    }

    private static func deletion(_ bytes: [UInt8]) {
        let world = World.shared
        guard let statement = try? DeletionStatement(bytes: bytes) else { return }
        demand(statement.bytes == bytes && bytes.count <= DeletionStatement.greatestByteCount, "a deletion is written as it was read")
        demand(statement.successions.statements.count <= Successions.greatestCount, "successions are bounded")
        guard (try? statement.verify(world.description)) != nil else { return }
        demand(statement.certificate == world.certificate, "nobody else is certified")
        demand(statement.name.owner == world.user.id || !statement.successions.statements.isEmpty, "nobody deletes what is another's")
    }

    private static func sign(_ bytes: inout [UInt8], _ domain: String, byUser: Bool, byAuthority: Bool) {
        guard bytes.count > UserSignature.singleByteCount else { return }
        if byUser {
            let body = Array(bytes.dropLast(UserSignature.singleByteCount))
            bytes = body + UserSignature(of: body, domain: domain, by: World.shared.user.signingKey).bytes
        } else if byAuthority {
            let body = Array(bytes.dropLast(Ed25519.signatureByteCount))
            bytes = body + World.shared.authorityKey.sign(frame(Array(utf8: domain), body))
        }
    }

    static func seeds() throws -> [[UInt8]] {
        let world = World.shared
        var source = FixedGenerator(state: 13)
        let other = UserID(firstSigningKey: Ed25519.PrivateKey(using: &source).publicKey)
        let name = RecordName.random(owner: world.user.id, using: &source)
        let key = Ed25519.PrivateKey(using: &source).publicKey
        let user = world.user.id
        func byAuthority(_ from: UserID, _ to: UserID, _ key: Ed25519.PublicKey?, _ reason: SuccessionStatement.Reason) throws -> SuccessionStatement
        {
            try SuccessionStatement(
                from: from, to: to, signingKey: key, record: nil, reason: reason, time: World.now, by: world.description,
                signedBy: world.authorityKey)
        }
        let successions = [
            try SuccessionStatement(handing: name.id, to: other, from: world.certificate, time: World.now, signedBy: world.user),
            try SuccessionStatement(handing: nil, to: other, from: world.certificate, time: World.now, signedBy: world.user),
            try byAuthority(other, user, nil, .left), try byAuthority(user, user, key, .keyReplaced),
        ]
        let own = try DeletionStatement(
            of: name, lastContentHash: [UInt8](repeating: 4, count: 32), .requested, successions: .none, by: world.certificate, time: World.now,
            world.description, signedBy: world.user)
        let succeeded = try DeletionStatement(
            of: .random(owner: other, using: &source), lastContentHash: [UInt8](repeating: 4, count: 32), .neverSaved,
            successions: Successions(statements: [successions[2]]), by: world.certificate, time: World.now, world.description,
            signedBy: world.user)
        var seeds: [[UInt8]] = []
        for statement in successions {
            let signed: UInt8 = statement.isByAuthority ? 0x40 : 0x80
            seeds += [[0] + statement.bytes, [signed] + statement.bytes]
        }
        for statement in [own, succeeded] { seeds += [[1] + statement.bytes, [0x81] + statement.bytes] }
        return seeds
    }
}
