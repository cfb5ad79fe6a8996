import HealthRecord

/// English for the cases of enumerations.
extension Strings {
    static func flash(_ flash: Flash) -> String {
        switch flash {
        case .recordCreated: "The record is sealed and saved."
        case .recordSaved: "The changes are sealed and saved."
        case .recordShared: "The new readers are set."
        case .recordDeleted: "The record is deleted."
        case .recordSharedInPart:
            "The record has its new readers. Some documents or readings keep their former ones, such as those that others have added."
        case .recordDeletedInPart:
            "The record is deleted. Some of its documents or readings are left in the store, such as those that others have added."
        case .nothingChanged: "Nothing was changed, so nothing was saved."
        case .keysFetched: "A new key was fetched."
        case .keysUnchanged: "Your key is the newest already."
        case .savedNotFindable:
            "The record is sealed and saved, but cannot be found by a search yet. That is made up for at your next login, or on the overview now."
        case .indexRekeyed: "The search index is renewed."
        case .indexRebuilt: "The search index is complete."
        case .passphraseChanged: "The passphrase is changed."
        case .requestSent: "Your request was sent."
        case .stillWaiting: "Not decided yet."
        case .approved: "Approved; the key is issued."
        case .rejected: "Rejected; the applicant sees the reason."
        case .revoked: "Revoked."
        case .renewed: "The key is renewed."
        case .renewedAll: "All keys are renewed."
        case .epochPublished: "The next epoch is published. Renew the keys now."
        }
    }

    static func keyWarning(_ warning: KeyStatus.Warning, _ date: (UInt64) -> String) -> String {
        switch warning {
        case .old(let current): "Your key is of a former epoch; the present one is \(current). New records stay closed until it is renewed."
        case .revoked(let since): "Your access was revoked on \(date(since)). Ask your administrator."
        case .certificateEnds(let end): "Your certificate ends on \(date(end)). Ask your administrator to renew it."
        case .certificateEnded(let end): "Your certificate ended on \(date(end)). You cannot save until it is renewed."
        case .indexIsOld:
            "The keys of your search index are older than the present epoch. Renew them, so that people who have lost access find nothing by the old ones."
        case .indexIsIncomplete: "Some records cannot be found by a search, because the store could not be told of them."
        case .authorityUnreachable: "The key authority does not answer. Your key may be newer there."
        case .storeUnreachable: "The record store does not answer. The list may be old."
        }
    }

    static func column(_ column: RecordListView.Column) -> String {
        switch column {
        case .name: "Name"
        case .number: "ID number"
        case .birth: "Born"
        case .sex: "Sex"
        case .phone: "Phone"
        case .changed: "Changed"
        case .owner: "Author"
        }
    }

    static func field(_ field: PatientForm.Field) -> String {
        switch field {
        case .name: "Name"
        case .idNumber: "ID number"
        case .birthDate: "Date of birth"
        case .sex: "Sex"
        case .phone: "Phone"
        case .address: "Address"
        case .allergies: "Allergies"
        case .conditions: "Conditions"
        case .medications: "Medication"
        case .attachments: "Add files"
        case .observation(let kind):
            switch kind {
            case .bloodGroup: "Blood group"
            case .history: "History"
            case .notes: "Notes"
            case .heartRate: "Heart rate"
            case .bodyTemperature: "Temperature"
            case .respiratoryRate: "Breathing rate"
            case .oxygenSaturation: "Oxygen saturation"
            case .bodyWeight: "Weight"
            case .bodyHeight: "Height"
            case .systolicPressure: "Blood pressure, upper"
            case .diastolicPressure: "Blood pressure, lower"
            }
        }
    }

    static func fieldHint(_ field: PatientForm.Field) -> String? {
        switch field {
        case .idNumber: "NID, birth registration or hospital number"
        case .allergies, .conditions, .medications: "One a line"
        default: nil
        }
    }

    static func sex(_ code: String) -> String {
        switch code {
        case "female": "Female"
        case "male": "Male"
        case "other": "Other"
        case "unknown": "Not known"
        default: code
        }
    }

    static func unit(_ kind: PatientForm.ObservationKind) -> String {
        switch kind {
        case .bloodGroup, .history, .notes: ""
        case .heartRate, .respiratoryRate: "per min"
        case .bodyTemperature: "°C"
        case .oxygenSaturation: "%"
        case .bodyWeight: "kg"
        case .bodyHeight: "cm"
        case .systolicPressure, .diastolicPressure: "mmHg"
        }
    }

    static func access(_ kind: HistoryView.Access.Kind) -> String {
        switch kind {
        case .create: "Created"
        case .read: "Fetched"
        case .update: "Saved"
        case .rewrap: "Readers set"
        case .delete: "Deleted"
        }
    }

    static func auditAction(_ action: AuditView.Action) -> String {
        switch action {
        case .initialise: "Authority founded"
        case .submit: "Request received"
        case .approve: "Approved"
        case .reject: "Rejected"
        case .renew: "Key renewed"
        case .revoke: "Revoked"
        case .publish: "Epoch published"
        }
    }
}

extension Strings {
    static func usualPolicy(_ usual: PolicyTemplate.Usual) -> String {
        switch usual {
        case .colleaguesInHospital: "Colleagues in my hospital"
        case .colleaguesInDepartment: "Colleagues in my department"
        case .everybodyInHospital: "Everybody in my hospital"
        case .colleaguesAnywhere: "Colleagues in every hospital"
        }
    }
}
