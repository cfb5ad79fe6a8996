import AccessPolicy
import Clocks
import HospitalFixture
import Identity
import SealedRecord
import TestSupport
import Workstation

/// A user who means harm, with certificate and key of the same authority. Everything that no honest program makes is made here.
struct Attacker {
    /// What only the attacker's key has.
    static let attribute = "role:intruder"
    /// A policy of the attacker's that does not shut the victim out, so that the victim notices nothing.
    static let policy = "role:doctor or role:intruder"

    let person: Person

    /// - Parameter record: a whole sealed record, of whomever.
    /// - Returns: its next content version, by this attacker.
    func makeNextVersion(of record: [UInt8], _ content: [UInt8], policy: String = Self.policy) throws -> [UInt8] {
        try seal(content, policy, plan(after: try Hospital.header(of: record)))
    }

    /// The next content version of a record that went on to somebody else, with the first `count` of its successions only.
    func makeNextVersion(of record: [UInt8], _ content: [UInt8], forgettingSuccessionsBehind count: Int) throws -> [UInt8] {
        var plan = plan(after: try Hospital.header(of: record))
        plan.successions = Successions(statements: Array(plan.successions.statements.prefix(count)))
        return try seal(content, Self.policy, plan)
    }

    /// The attacker's word that a record is deleted, with the first `count` of its successions only.
    func makeDeletion(of record: [UInt8], forgettingSuccessionsBehind count: Int) throws -> [UInt8] {
        let content = try Hospital.header(of: record).content
        return try DeletionStatement(
            of: content.name, lastContentHash: content.hash, .requested,
            successions: Successions(statements: Array(content.successions.statements.prefix(count))), by: person.certificate, time: Clock.now,
            person.session().ring.authority, signedBy: person.identity
        ).bytes
    }

    /// A first version under the name of another's record.
    func makeFirstVersion(under record: [UInt8], _ content: [UInt8], policy: String = Self.policy) throws -> [UInt8] {
        try seal(content, policy, plan(try Hospital.header(of: record).content.name))
    }

    /// Two versions of the attacker's own record that do not follow from it: as if the first had been another.
    ///
    /// - Parameter number: of the first of them.
    func makeFork(of record: [UInt8], from number: UInt64, _ contents: [[UInt8]], policy: String = Self.policy) throws -> [[UInt8]] {
        var versions: [[UInt8]] = []
        var plan = plan(try Hospital.header(of: record).content.name)
        plan.contentVersion = number
        if number > 1 { plan.previousContentHash = [UInt8](repeating: 0xee, count: 32) }
        for content in contents {
            let record = try seal(content, policy, plan)
            versions.append(record)
            plan = self.plan(after: try Hospital.header(of: record))
        }
        return versions
    }

    /// The same content in the next envelope, of which this attacker must be the author, or a re-wrapper.
    ///
    /// - Parameter isOpen: whether it holds the record's key, so that who satisfies the policy can open it.
    func makeRewrap(of record: [UInt8], policy: String, isOpen: Bool = true) throws -> [UInt8] {
        let header = try Hospital.header(of: record)
        let session = try person.session()
        let key = isOpen ? try session.recordKey(of: header) : RecordKey.random()
        let change = Rewrapping(created: Clock.now, epoch: AttackScene.epoch, revocationSequence: 1, signer: person.certificate)
        let stanza = try Stanza.attribute(try Policy(parsing: policy), session.realm, wrapping: key, for: change.target(header), at: 0)
        let rewrapped = try change.apply(to: header, stanzas: [stanza], signedBy: person.identity)
        return rewrapped.bytes + record.dropFirst(header.bytes.count)
    }

    /// The header of one record in front of the payload of another.
    func makeMixture(header: [UInt8], payload: [UInt8]) throws -> [UInt8] {
        try Hospital.header(of: header).bytes + payload.dropFirst(try Hospital.header(of: payload).bytes.count)
    }

    // MARK: - Parts

    private func plan(_ name: RecordName) -> SealingPlan {
        SealingPlan(name: name, created: Clock.now, epoch: AttackScene.epoch, revocationSequence: 1, author: person.certificate)
    }

    private func plan(after header: SealedRecordHeader) -> SealingPlan {
        SealingPlan(after: header, created: Clock.now, epoch: AttackScene.epoch, revocationSequence: 1, author: person.certificate)
    }

    private func seal(_ content: [UInt8], _ policy: String, _ plan: SealingPlan) throws -> [UInt8] {
        let key = RecordKey.random()
        let stanza = try Stanza.attribute(try Policy(parsing: policy), try person.session().realm, wrapping: key, for: plan.target, at: 0)
        return try Hospital.seal(content, key, [stanza], plan: plan, by: person.identity)
    }
}

extension AttackScene {
    /// "M".
    func attacker(_ capabilities: Capabilities = .author, _ attributes: [String] = [Attacker.attribute]) throws -> Attacker {
        Attacker(person: try person("Mallory", attributes, capabilities))
    }

    /// What M opens of what was sent to the store since it had `count` records.
    func stolen(since count: Int) throws -> Int { try opened(by: [Attacker.attribute], since: count).count }
}
