import HealthRecord
import PortalPages

/// Every page with everything on it that it can show.
struct Samples {
    let language: Language
    /// What patients, doctors and their documents are called.
    let name: String

    init(_ language: Language, name: String? = nil) {
        self.language = language
        self.name = name ?? (language == .english ? "Rahima Khatun" : "রহিমা খাতুন")
    }

    private var doctor: String { language == .english ? "Dr. Farhana Islam" : "ডা. ফারহানা ইসলাম" }
    private let now: UInt64 = 1_795_597_440

    func context(_ path: String, user: Bool = true, flash: Flash? = nil, portal: PageContext.Portal = .doctor) -> PageContext {
        PageContext(
            language: language, csrf: "token-0123", user: user ? doctor : nil,
            hospital: user ? (language == .english ? "Noakhali Medical College" : "নোয়াখালী মেডিকেল কলেজ") : nil, path: path, flash: flash,
            searchQuery: "", today: "2026-11-25", portal: portal)
    }

    var key: KeyStatus {
        KeyStatus(
            epoch: 23, validUntil: now + 1_900_000, attributes: ["role:doctor", "hospital:NSTU", "department:cardiology", "clearance#8 = 3"])
    }

    var form: PatientForm {
        var form = PatientForm()
        form.name = name
        form.idNumber = "1985 7741 0023"
        form.birthDate = "1985-03-14"
        form.sex = "female"
        form.phone = "+880 1712-345678"
        form.address = language == .english ? "House 12, Road 4\nMaijdee, Noakhali" : "বাড়ি ১২, সড়ক ৪\nমাইজদী, নোয়াখালী"
        form.allergies = language == .english ? ["Penicillin", "Peanuts"] : ["পেনিসিলিন", "চিনাবাদাম"]
        form.conditions = language == .english ? ["Type 2 diabetes mellitus", "Hypertension"] : ["টাইপ ২ ডায়াবেটিস", "উচ্চ রক্তচাপ"]
        form.medications = ["Metformin 500 mg 1+0+1", "Losartan 50 mg 0+0+1"]
        form.observations = [
            .bloodGroup: "B+", .heartRate: "78", .bodyTemperature: "37.2", .systolicPressure: "135", .diastolicPressure: "85",
            .oxygenSaturation: "97", .bodyWeight: "64.5",
            .history: language == .english
                ? "Chest discomfort on exertion for three weeks, no pain at rest. Father had a myocardial infarction at 58."
                : "তিন সপ্তাহ ধরে পরিশ্রমে বুকে অস্বস্তি, বিশ্রামে ব্যথা নেই। বাবার ৫৮ বছর বয়সে হার্ট অ্যাটাক হয়েছিল।",
            .notes: language == .english ? "Exercise ECG arranged.\nReview in two weeks." : "ইটিটি করতে বলা হয়েছে।\nদুই সপ্তাহ পরে আবার দেখা হবে।",
        ]
        form.attachments = [.init(title: "ECG \(name)", contentType: "application/pdf", url: "urn:medseal:record:1", length: 240_112)]
        return form
    }

    private var templates: [PolicyTemplate] {
        [
            PolicyTemplate(
                id: "hospital", name: language == .english ? "Doctors of my hospital" : "আমার হাসপাতালের চিকিৎসক", policy: "role:doctor and hospital:NSTU"),
            PolicyTemplate(
                id: "care", name: language == .english ? "The treating team" : "চিকিৎসা দল",
                policy: "(role:doctor or role:nurse) and hospital:NSTU and department:cardiology"),
            PolicyTemplate(
                id: "referral", name: language == .english ? "Referral to Dhaka" : "ঢাকায় রেফারেল",
                policy: "role:doctor and hospital:NSTU or role:cardiologist and hospital:DMCH or 2 of (role:surgeon, ward:3, clearance#8 >= 5)"),
        ]
    }

    func choice(_ fault: FieldFault? = nil) -> PolicyChoice {
        PolicyChoice(
            templates: templates, chosen: fault == nil ? "care" : PolicyChoice.custom,
            text: fault == nil ? "role:doctor and (hospital:NSTU or hospital:DMCH) and clearance#8 >= 3" : "role:doctor and (hospital:NSTU",
            fault: fault)
    }

    private var rows: [RecordRow] {
        (0..<7).map { index in
            let names =
                language == .english
                ? [name, "Abdul Karim", "Shirin Akter", "Md. Jahangir Alam", "Nusrat Jahan", "Tanvir Hossain", "Sumaiya Rahman"]
                : [name, "আব্দুল করিম", "শিরিন আক্তার", "মো. জাহাঙ্গীর আলম", "নুসরাত জাহান", "তানভীর হোসেন", "সুমাইয়া রহমান"]
            return RecordRow(
                id: "r\(index)-\(name)", name: names[index], idNumber: "1985 7741 002\(index)", birthDate: "19\(60 + index * 5)-0\(index + 1)-14",
                sex: index.isMultiple(of: 2) ? "female" : "male", phone: "+880 1712-34567\(index)", changed: now - UInt64(index) * 90_000,
                owner: index == 1 ? name : doctor, isMine: index.isMultiple(of: 3))
        }
    }

    var attachment: AttachmentRow {
        AttachmentRow(
            id: "a1", title: "Chest CT \(name)", contentType: "application/dicom", length: 52_428_800,
            dicomSummary: "CT · Thorax · 12 Nov 2026 · \(name)")
    }

    var record: RecordView {
        RecordView(
            id: "5f0c2a9e-7a14-4a39-9a55-0d8f5a9f6f01", form: form, otherIdentifiers: [name],
            measurements: [
                Measurement(kind: .heartRate, value: "78", time: "2026-11-25T14:58:00+06:00"),
                Measurement(kind: .systolicPressure, value: "135", time: "2026-11-25T14:58:00+06:00"),
                Measurement(kind: .diastolicPressure, value: "85", time: "2026-11-25T14:58:00+06:00"),
                Measurement(kind: .bodyWeight, value: "64.5", time: "2026-10-02"),
            ],
            attachments: [attachment, AttachmentRow(id: "a2", title: "ECG", contentType: "application/pdf", length: 240_112)], readingCount: 1_284,
            readings: [
                Reading(name: "Glucose, \(name)", value: "7.8", unit: "mmol/L", time: "2026-11-24T07:10:00Z"),
                Reading(name: "HbA1c", value: "6.9", unit: "%", time: "2026-11-20"),
            ],
            closedParts: 2, otherResources: [.init(type: "Immunization", count: 3), .init(type: "Procedure", count: 1)],
            policy: "(role:doctor or role:nurse) and hospital:NSTU and department:cardiology", author: doctor, changed: now, version: 4,
            latestVersion: 4,
            actions: .all)
    }

    private func edit(_ faults: Bool) -> RecordFormView {
        var form = form
        if faults {
            form.phone = ""
            form.observations[.bodyTemperature] = "372"
        }
        return RecordFormView(
            purpose: .edit(id: record.id), form: form,
            faults: faults ? [.phone: .missing, .observation(.bodyTemperature): .implausible] : [:],
            attachmentFault: faults ? .fileTooLarge(maximum: 1 << 30) : nil,
            policy: choice(faults ? PolicyCheck.fault("role:doctor and (hospital:NSTU") : nil), etag: "\"\(name)\"", closedParts: 2)
    }

    private var user: UsersView.User {
        UsersView.User(
            id: "9b1c5d7740fe22aa31c09b1c5d7740fe22aa31c09b1c5d7740fe22aa31c0abcd", name: name, attributes: key.attributes + [name], epoch: 23,
            certificateEnds: now + 20_000_000)
    }

    /// Pages of the doctor's portal.
    var doctorPages: [(name: String, page: HTML)] {
        var present = form
        present.phone = "+880 1911-000000"
        present.conditions.append(name)
        var empty = RecordFormView(purpose: .new, policy: choice())
        empty.policy?.chosen = ""
        var old = record
        old.version = 2
        old.form.allergies = []
        old.actions = []
        let bad = KeyStatus(
            epoch: 21, validUntil: now, attributes: [name],
            warnings: [
                .old(current: 23), .revoked(since: now), .certificateEnds(now), .certificateEnded(now), .indexIsOld, .authorityUnreachable,
                .storeUnreachable,
            ])
        var faults: [SignUpView.Field: FieldFault] = [:]
        let all: [FieldFault] = [
            .alreadyTaken, .missing, .tooLong(maximum: 512), .notAllowed, .unreachable, .missing, PolicyCheck.attributeFault("a or b"), .notAnAddress,
            .notAFingerprint, .otherFingerprint, .tooShort(minimum: 12), .doNotMatch,
        ]
        for (field, fault) in zip(SignUpView.Field.allCases, all) { faults[field] = fault }
        let signUp = SignUpView(
            values: [.name: name, .hospital: "NSTU", .moreAttributes: "ward:3\n\(name)"], chosen: ["role:doctor"], hasAccounts: true)
        var refused = signUp
        refused.faults = faults
        return [
            ("sign-up", Pages.signUp(signUp, context("/sign-up", user: false))),
            ("sign-up-refused", Pages.signUp(refused, context("/sign-up", user: false))),
            (
                "waiting",
                Pages.waiting(
                    WaitingView(
                        account: "farhana", requestID: "4f9a77c01b2e55d09c3117aa82de6f01", status: .pending, authority: "keys.nstu.example",
                        asked: now),
                    context("/waiting", user: false, flash: .requestSent))
            ),
            (
                "waiting-rejected",
                Pages.waiting(
                    WaitingView(account: "farhana", requestID: name, status: .rejected(reason: name), authority: "keys.nstu.example"),
                    context("/waiting", user: false))
            ),
            ("login", Pages.login(LoginView(accounts: ["farhana", "karim"], account: "karim"), context("/login", user: false))),
            (
                "login-refused",
                Pages.login(
                    LoginView(
                        accounts: [], account: name, faults: [.passphrase: .tooManyAttempts(seconds: 30), .account: .noSuchAccount],
                        next: "/records?who=mine&x=\(name)"),
                    context("/login", user: false))
            ),
            ("signed-out", Pages.signedOut(SignedOutView(reason: .idle), context("/login", user: false))),
            (
                "overview",
                Pages.overview(
                    OverviewView(key: key, mine: 48, byOthers: 1_164, unreadable: 37, recent: Array(rows.prefix(5))), context("/"))
            ),
            (
                "overview-warnings",
                Pages.overview(
                    OverviewView(key: bad, mine: 0, byOthers: 0, unreadable: 0, recent: [], progress: ListProgress(done: 140, total: 1_249)),
                    context("/", flash: .keysUnchanged))
            ),
            (
                "records",
                Pages.records(
                    RecordListView(rows: rows, total: 1_212, page: 2, pageCount: 61, unreadable: 37, progress: ListProgress(done: 140, total: 1_249)),
                    context("/records"))
            ),
            (
                "records-empty",
                Pages.records(RecordListView(rows: [], total: 0, sort: .name, order: .ascending, who: .mine), context("/records?who=mine"))
            ),
            (
                "search",
                Pages.search(SearchView(query: name, rows: Array(rows.prefix(3)), searched: 1_212, isCut: true), context("/search?q=\(name)"))
            ),
            ("search-nothing", Pages.search(SearchView(query: name, rows: [], searched: 1_212), context("/search"))),
            ("record-new", Pages.recordForm(empty, context("/records/new"))),
            ("record-edit", Pages.recordForm(edit(false), context("/records/x/edit"))),
            ("record-refused", Pages.recordForm(edit(true), context("/records/x/edit"))),
            (
                "conflict",
                Pages.conflict(ConflictView(mine: edit(false), present: present, presentVersion: 5, by: name, at: now), context("/records/x/edit"))
            ),
            ("record", Pages.record(record, context("/records/x", flash: .recordSaved))),
            ("record-old", Pages.record(old, context("/records/x/versions/2"))),
            ("print", Pages.printView(record, context("/records/x/print"))),
            (
                "history",
                Pages.history(
                    HistoryView(
                        id: record.id, name: name,
                        versions: [.init(number: 4, at: now, by: doctor, envelope: 2), .init(number: 3, at: now - 400_000, by: name, envelope: 1)],
                        accesses: HistoryView.Access.Kind.allCases.map { .init(at: now, who: name, what: $0) }), context("/records/x/history"))
            ),
            ("delete", Pages.delete(DeleteView(id: record.id, name: name, idNumber: name, etag: name), context("/records/x/delete"))),
            (
                "share",
                Pages.share(
                    ShareView(id: record.id, name: name, policy: "role:doctor and hospital:NSTU", choice: choice(.excludesAuthor), etag: name),
                    context("/records/x/share"))
            ),
            (
                "attachment",
                Pages.attachment(
                    AttachmentView(
                        record: record.id, patient: name, attachment: attachment,
                        elements: [
                            .init(tag: "(0010,0010)", name: "Patient’s Name", value: name), .init(tag: "(0008,0060)", name: "Modality", value: "CT"),
                        ], isImage: true),
                    context("/records/x/attachments/a1"))
            ),
            (
                "not-entitled",
                Pages.notEntitled(
                    NotEntitledView(
                        id: record.id, policy: "role:psychiatrist and hospital:NSTU and epoch >= 23", missing: ["role:psychiatrist", "epoch >= 23"]),
                    context("/records/x"))
            ),
            (
                "settings",
                Pages.settings(
                    SettingsView(
                        account: "farhana", userID: user.id, attributes: key.attributes, fingerprint: user.id, authority: "https://keys.nstu.example",
                        store: name, key: bad,
                        faults: [.passphrase: .wrongPassphrase, .newPassphrase: .sameAsBefore]), context("/settings"))
            ),
        ]
            + ErrorView.Kind.allCases.map { kind in
                ("error-\(kind)", Pages.error(ErrorView(kind: kind, status: 409, reason: .alteredRecord, requestID: name), context("/x")))
            }
    }

    /// Pages of the administrator's portal.
    var authorityPages: [(name: String, page: HTML)] {
        let request = RequestsView.Request(
            id: "4f9a77c01b2e55d09c3117aa82de6f01", name: name, hospital: "NSTU", department: "Cardiology", licence: "A-51273",
            asked: ["role:doctor", "hospital:NSTU", name], submitted: now)
        var refused = request
        refused.id = "77c01b2e55d09c3117aa82de6f014f9a"
        refused.moreAttributes = name
        refused.granted = ["role:doctor"]
        refused.faults = [.moreAttributes: PolicyCheck.attributeFault("a or b"), .reason: .missing, .attributes: .missing]
        var revoked = user
        revoked.revoked = now
        func context(_ path: String, user: Bool = true) -> PageContext { self.context(path, user: user, portal: .authority) }
        return [
            (
                "authority-login",
                Pages.authorityLogin(LoginView(accounts: [], faults: [.passphrase: .wrongPassphrase]), context("/login", user: false))
            ),
            ("requests", Pages.requests(RequestsView(requests: [request, refused]), context("/requests"))),
            ("requests-empty", Pages.requests(RequestsView(requests: []), context("/requests"))),
            ("users", Pages.users(UsersView(users: [user, revoked], currentEpoch: 23, epochEnds: now, page: 1, pageCount: 3), context("/users"))),
            ("users-empty", Pages.users(UsersView(users: [], currentEpoch: 1, epochEnds: now), context("/users"))),
            ("revoke", Pages.revoke(RevokeView(user: user), context("/users/x/revoke"))),
            (
                "audit",
                Pages.audit(
                    AuditView(
                        entries: AuditView.Action.allCases.enumerated().map {
                            .init(number: UInt64(100 - $0), at: now, actor: name, action: $1, subject: user.id)
                        },
                        head: "100:\(user.id)", page: 2, pageCount: 3), context("/audit"))
            ),
            ("audit-broken", Pages.audit(AuditView(entries: [], head: "", brokenAt: 12), context("/audit"))),
        ]
    }

    var pages: [(name: String, page: HTML)] { doctorPages + authorityPages }
}
