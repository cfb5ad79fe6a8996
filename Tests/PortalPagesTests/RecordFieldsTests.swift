import HealthRecord
import PortalPages
import Testing

@Suite struct RecordFieldsTests {
    @Test func readsWhatWasSent() {
        let sent = [
            "name": "  রহিমা খাতুন ", "birthDate": "১৯৮০-০২-২৯", "heartRate": "৭২", "bodyTemperature": "37.5", "notes": "a\r\nb\r\n",
            "allergies": "Penicillin\r\n\r\n  Dust \n", "bloodGroup": "A+",
        ]
        let form = RecordFields.form { sent[$0] }
        #expect(form.name == "রহিমা খাতুন")
        #expect(form.birthDate == "1980-02-29")
        #expect(form.allergies == ["Penicillin", "Dust"])
        #expect(form.observations == [.heartRate: "72", .bodyTemperature: "37.5", .bloodGroup: "A+", .notes: "a\nb"])
        #expect(form.phone.isEmpty)
    }

    @Test func namesEachFieldOnce() {
        #expect(Set(RecordFields.all.map(RecordFields.name)).count == RecordFields.all.count)
        #expect(RecordFields.all.count == 10 + PatientForm.ObservationKind.allCases.count)
    }
}
