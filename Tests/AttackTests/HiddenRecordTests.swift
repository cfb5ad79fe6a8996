import LocalFiles
import LyingStore
import SealedRecord
import Testing
import Workstation

/// A store hides a record behind another, or behind what it says of it.
@Suite struct HiddenRecordTests {
    /// What the store gives in a record's place.
    enum Disguise: CaseIterable, Sendable {
        /// A genuine record of the same author's that the reader's key does not open.
        case closedRecord
        /// The record with a payload that was altered.
        case damage
        /// A state from before the one that was seen.
        case olderState
    }

    /// That a key does not open a record is said of that record only.
    @Test(arguments: Knowledge.allCases) func anotherRecordThatDoesNotOpenIsNotTakenForTheRecord(_ knowledge: Knowledge) throws {
        let scene = try AttackScene()
        let (victim, reader) = (try scene.person("Vera"), try scene.person("Rita"))
        let id = try victim.session().addPatient("Ayesha Rahman")
        let closed = try victim.session().addPatient("Karim Khan", policy: "role:surgeon")
        let session = try scene.session(of: reader, knowledge, seeing: id)
        scene.store.serve([.record(scene.store.last("\(closed)"))], for: "\(id)")
        let opened = outcome { _ = try session.records.open(id, limit: 1 << 20) }
        #expect(opened.isRefused, "\(opened)")
    }

    /// A patient who was on the list is not taken off it by what a store gives in the record's place.
    @Test(arguments: Disguise.allCases) func aPatientStaysInTheCatalogue(_ disguise: Disguise) throws {
        let scene = try AttackScene()
        let (victim, reader) = (try scene.person("Vera"), try scene.person("Rita"))
        let id = try victim.session().addPatient("Ayesha Rahman")
        let first = scene.store.last("\(id)")
        try victim.session().writing.update(id, MemoryInput(patient("Ayesha Rahman", number: "4712")))
        let closed = try victim.session().addPatient("Karim Khan", policy: "role:surgeon")
        let session = try reader.session()
        let catalogue = Catalogue(session)
        try catalogue.refresh(session) { false }
        try #require(catalogue.entry(id)?.name == "Ayesha Rahman")
        var damaged = scene.store.last("\(id)")
        damaged[damaged.count - 100] ^= 1
        switch disguise {
        case .closedRecord: scene.store.serve([.record(scene.store.last("\(closed)"))], for: "\(id)")
        case .damage: scene.store.serve([.record(damaged)], for: "\(id)")
        case .olderState: scene.store.serve([.record(first)], for: "\(id)")
        }
        scene.store.serve([.document(#"{"records":[\#(entry(id, victim))]}"#)], at: "/v1/records")
        let ended = outcome { try catalogue.refresh(session) { false } }
        for catalogue in [catalogue, Catalogue(try reader.session())] {
            let entry = catalogue.entry(id)
            #expect(
                entry?.kind == .patient && entry?.name == "Ayesha Rahman" && entry?.isWithheld == true,
                "\(ended), and the patient is gone from the list without a word")
        }
        // What is there again is shown as before.
        scene.store.serve([.truth], for: "\(id)")
        scene.store.serve([.truth], at: "/v1/records")
        try catalogue.refresh(session) { false }
        #expect(catalogue.entry(id)?.isWithheld == false)
    }

    /// That a record holds an index key is the store's word: it takes no patient off the list.
    @Test func aPatientWhomTheStoreCallsAnIndexKeyStaysUpToDate() throws {
        let scene = try AttackScene()
        let victim = try scene.person("Vera")
        let id = try victim.session().addPatient("Ayesha Rahman")
        let session = try victim.session()
        let catalogue = Catalogue(session)
        try catalogue.refresh(session) { false }
        try victim.session().writing.update(id, MemoryInput(patient("Ayesha Begum")))
        scene.store.serve([.document(#"{"keys":[{"id":"\#(id)","owner":"\#(victim.identity.id)","contentVersion":2}]}"#)], at: "/v1/index/keys")
        try catalogue.refresh(session) { false }
        #expect(catalogue.entry(id)?.name == "Ayesha Begum")
    }

    /// A record that the list leaves out and that is there for whoever asks by its name is not on the list all the same.
    @Test func whatAListLeavesOutIsTold() throws {
        let scene = try AttackScene()
        let victim = try scene.person("Vera", hasFaces: true)
        let id = try victim.session().addPatient("Ayesha Rahman")
        scene.store.serve([.document(#"{"records":[]}"#)], at: "/v1/records")
        let (code, text) = try CommandLineFace(scene, victim).run("record", "list")
        #expect(code == 14 && text.contains("\(id)"), "\(code): \(text)")
    }

    /// After a revocation everything is to be rewrapped, whatever the store leaves out of its list or calls an index key.
    @Test(arguments: [false, true]) func noRecordIsLeftOutOfARewrapWithoutAWord(_ isCalledIndexKey: Bool) throws {
        let scene = try AttackScene()
        let victim = try scene.person("Vera", hasFaces: true)
        let id = try victim.session().addPatient("Ayesha Rahman")
        if isCalledIndexKey {
            scene.store.serve([.document(#"{"keys":[{"id":"\#(id)","owner":"\#(victim.identity.id)","contentVersion":1}]}"#)], at: "/v1/index/keys")
        } else {
            scene.store.serve([.document(#"{"records":[]}"#)], at: "/v1/records")
        }
        let count = scene.store.written.count
        let (code, text) = try CommandLineFace(scene, victim).run("record", "rewrap", "--all")
        #expect(code != 0 || scene.store.written.count > count, "\(text)")
    }

    /// An entry of a list that shows a record as changed.
    private func entry(_ id: RecordID, _ owner: Person) -> String {
        #"{"id":"\#(id)","owner":"\#(owner.identity.id)","etag":"\"0123\"","contentVersion":2,"envelopeSequence":1,"length":1000,"modified":1}"#
    }
}
