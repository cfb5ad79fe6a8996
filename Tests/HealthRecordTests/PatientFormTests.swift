import HealthRecord
import TestSupport
import Testing

@Suite struct PatientFormTests {
    private static func ids() -> () -> String {
        var next = 0
        return {
            next += 1
            return "id-\(next)"
        }
    }

    private static let filled: PatientForm = {
        var form = PatientForm()
        form.name = "আয়েশা সিদ্দিকা"
        form.idNumber = "1990-2611-4455"
        form.birthDate = "1990-02-28"
        form.sex = "female"
        form.phone = "০১৭১২-৩৪৫৬৭৮"
        form.address = "Maijdee, Noakhali"
        form.allergies = ["Penicillin", "Peanuts"]
        form.conditions = ["Asthma"]
        form.medications = ["Salbutamol 100 µg"]
        form.observations = [
            .bloodGroup: "AB-", .history: "Two deliveries.", .notes: "Sleeps badly.", .heartRate: "72", .bodyTemperature: "37.20",
            .systolicPressure: "121", .diastolicPressure: "79",
        ]
        form.attachments = [.init(title: "CT", contentType: "application/dicom", url: "medseal:record/00", length: 39206)]
        return form
    }()

    @Test func aFilledFormHasNoFaultsAndAnEmptyOneHas() {
        #expect(Self.filled.faults(today: "2026-11-23").isEmpty)
        let faults = PatientForm().faults(today: "2026-11-23")
        #expect(faults == [.name: .missing, .idNumber: .missing, .birthDate: .missing, .sex: .missing, .phone: .missing, .address: .missing])
    }

    @Test(
        arguments: [
            ("2023-02-29", PatientForm.Fault.notADate), ("2024-02-29", nil), ("1900-02-29", .notADate), ("2000-02-29", nil),
            ("2026-11-24", .inTheFuture), ("2026-11-23", nil), ("1990-2-3", .notADate), ("1990-13-01", .notADate), ("0000-01-01", .notADate),
            ("1990-04-31", .notADate), ("yesterday", .notADate), ("1990-02-28T", .notADate),
        ] as [(String, PatientForm.Fault?)])
    func birthDates(_ date: String, _ fault: PatientForm.Fault?) {
        var form = Self.filled
        form.birthDate = date
        #expect(form.faults(today: "2026-11-23")[.birthDate] == fault)
    }

    @Test(
        arguments: [
            ("72", nil), ("9", .implausible), ("351", .implausible), ("7o", .notANumber), ("-72", .notANumber), ("1e2", .notANumber),
            ("072", .notANumber), ("72.", .notANumber), ("", nil), ("NaN", .notANumber), ("72.5", nil),
        ] as [(String, PatientForm.Fault?)])
    func heartRates(_ text: String, _ fault: PatientForm.Fault?) {
        var form = Self.filled
        form.observations[.heartRate] = text
        #expect(form.faults(today: "2026-11-23")[.observation(.heartRate)] == fault)
    }

    @Test func otherFaults() {
        var form = Self.filled
        form.phone = "call me"
        form.sex = "F"
        form.observations[.bloodGroup] = "C+"
        form.allergies = [""]
        form.name = String(repeating: "a", count: PatientForm.maximumLength + 1)
        #expect(
            form.faults(today: "2026-11-23") == [
                .phone: .notAPhoneNumber, .sex: .unknownValue, .observation(.bloodGroup): .unknownValue, .allergies: .missing, .name: .tooLong,
            ])
    }

    @Test func whatAFormWritesItReads() throws {
        let bundle = try Self.filled.bundle(at: "2026-11-23T10:00:00Z", newID: Self.ids())
        #expect(PatientForm(bundle) == Self.filled)
        #expect(PatientForm(try PatientBundle(json: bundle.json)) == Self.filled)
        for type in ["Patient", "Condition", "AllergyIntolerance", "MedicationStatement", "Observation", "DocumentReference"] {
            #expect(!bundle.resources(type).isEmpty)
        }
        // The digits that were written: a temperature of 37.20 was measured to a hundredth.
        #expect(String(decoding: bundle.json, as: UTF8.self).contains("\"value\":37.20"))
    }

    @Test(arguments: PatientBundleTests.samples) func aFormThatChangesNothingChangesNothing(_ name: String) throws {
        let bundle = try PatientBundleTests.sample(name)
        #expect(try PatientForm(bundle).applied(to: bundle, at: "2026-11-23T10:00:00Z", newID: Self.ids()) == bundle)
    }

    @Test func changesTouchOnlyWhatTheyMean() throws {
        let bundle = try PatientBundleTests.sample("Alberto_Atencio")
        var form = PatientForm(bundle)
        let gone = try #require(form.conditions.first)
        form.conditions.removeFirst()
        form.conditions.append("Asthma")
        form.phone = "+880 1712 345678"
        form.observations[.bodyWeight] = "70.5"
        let changed = try form.applied(to: bundle, at: "2026-11-23T10:00:00Z", newID: Self.ids())
        #expect(PatientForm(changed) == form)
        let summary = PatientSummary(changed)
        #expect(!summary.conditions.contains(gone) && summary.conditions.contains("Asthma"))
        // Everything but the patient and the removed condition is there as it was.
        let kept = bundle.entries.filter { entry in
            let resource = entry["resource"]
            if resource?["resourceType"]?.string == "Patient" { return false }
            return !(resource?["resourceType"]?.string == "Condition" && resource?["code"]?["text"]?.string == gone)
        }
        for entry in kept { #expect(changed.entries.contains(entry)) }
        #expect(changed.entries.count == kept.count + 3)
        #expect(changed.patient["extension"] == bundle.patient["extension"])
        #expect(changed.patient["identifier"] == bundle.patient["identifier"])
    }

    @Test func aNewNameKeepsTheFormerOne() throws {
        var form = Self.filled
        let first = try form.bundle(at: "2026-11-23T10:00:00Z", newID: Self.ids())
        form.name = "Ayesha Siddiqua"
        let second = try form.applied(to: first, at: "2026-11-24T10:00:00Z", newID: Self.ids())
        #expect(PatientForm(second).name == "Ayesha Siddiqua")
        #expect(second.patient["name"]?.elements.last?["text"]?.string == Self.filled.name)
        #expect(second.patient["name"]?.elements.last?["use"]?.string == "old")
    }

    @Test func anEmptiedObservationIsWithdrawnAndANewOneAdded() throws {
        var form = Self.filled
        let first = try form.bundle(at: "2026-11-23T10:00:00Z", newID: Self.ids())
        form.observations[.notes] = nil
        form.observations[.heartRate] = "88"
        let second = try form.applied(to: first, at: "2026-11-24T10:00:00Z", newID: Self.ids())
        #expect(PatientForm(second) == form)
        #expect(second.resources("Observation").count == first.resources("Observation").count + 1)
        #expect(second.resources("Observation").filter { $0["status"]?.string == "entered-in-error" }.count == 1)
    }

    /// A number in another unit would lie in the form's.
    @Test func otherUnitsAreNotShown() throws {
        let text = #"""
            {"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient"}},
             {"resource":{"resourceType":"Observation","code":{"coding":[{"system":"http://loinc.org","code":"29463-7"}]},"valueQuantity":{"value":154,"unit":"[lb_av]","code":"[lb_av]"}}},
             {"resource":{"resourceType":"Observation","code":{"coding":[{"system":"http://loinc.org","code":"85354-9"}]},"component":[
               {"code":{"coding":[{"system":"http://loinc.org","code":"8480-6"}]},"valueQuantity":{"value":120,"code":"mm[Hg]"}},
               {"code":{"coding":[{"system":"http://loinc.org","code":"8462-4"}]},"valueQuantity":{"value":80,"unit":"mm[Hg]"}}]}}]}
            """#
        let form = PatientForm(try PatientBundleTests.bundle(text))
        #expect(form.observations == [.systolicPressure: "120", .diastolicPressure: "80"])
    }
}
