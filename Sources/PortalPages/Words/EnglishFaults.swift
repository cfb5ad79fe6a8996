import HealthRecord

/// English for what can be wrong.
extension Strings {
    static func patientFault(_ fault: PatientForm.Fault, _ range: String?) -> String {
        switch fault {
        case .missing: "Please fill this in."
        case .notADate: "This is not a day of the calendar."
        case .inTheFuture: "This day has not come yet."
        case .unknownValue: "Please choose one of the values."
        case .notAPhoneNumber: "A phone number has 3 to 20 digits."
        case .notANumber: "Please write a number, such as 37.5."
        case .implausible: range.map { "Please check: it should be \($0)." } ?? "Please check: this cannot be."
        case .tooLong: "This is too long."
        }
    }

    static func fieldFault(_ fault: FieldFault, _ number: (Int) -> String, _ size: (UInt64) -> String) -> String {
        switch fault {
        case .missing: "Please fill this in."
        case .tooLong(let maximum): "At most \(number(maximum)) characters."
        case .tooShort(let minimum): "At least \(number(minimum)) characters."
        case .notAllowed: "It has characters that cannot stand here."
        case .notAnAddress: "An address begins with https://"
        case .notAFingerprint: "A fingerprint has 64 digits and letters from a to f."
        case .otherFingerprint: "The authority at this address has another fingerprint. Do not go on; ask your administrator."
        case .unreachable: "No such server answers at this address."
        case .notAnAttribute(let error), .notAPolicy(let error): PolicyGrammar.english.error(error, number)
        case .excludesAuthor: "You yourself could not open the record. Include yourself."
        case .alreadyTaken: "An account of this name is on this computer."
        case .noSuchAccount: "There is no such account on this computer."
        case .wrongPassphrase: "This is not the passphrase."
        case .tooManyAttempts(let seconds): "Too many attempts. Try again in \(number(seconds)) seconds."
        case .doNotMatch: "The two passphrases are not the same."
        case .sameAsBefore: "This is the present passphrase."
        case .fileTooLarge(let maximum): "A file is larger than \(size(maximum))."
        case .unreadableFile: "A file is damaged or is not what its name says."
        }
    }

    static func explanation(_ kind: ErrorView.Kind) -> (title: String, hint: String) {
        switch kind {
        case .badRequest: ("The request could not be read", "Go back and try again.")
        case .staleForm: ("This form is from an earlier session", "Go back, load the page anew and send it again.")
        case .forbidden: ("You may not do this", "The author of the record or your administrator can.")
        case .notFound: ("There is no such page", "The address may be mistyped, or the record was removed.")
        case .gone: ("This record was deleted", "It cannot be brought back.")
        case .methodNotAllowed: ("This cannot be done here", "Use the buttons of the page.")
        case .tooLarge: ("This is too large", "Send smaller files, or fewer at a time.")
        case .tooManyRequests: ("Too many requests", "Wait a moment and try again.")
        case .authorityUnreachable: ("The key authority does not answer", "Check the network. Records that are here can still be read.")
        case .storeUnreachable: ("The record store does not answer", "Check the network and try again.")
        case .damaged: ("This record is damaged or forged", "Do not rely on it. Ask its author, and tell your administrator.")
        case .notCertified: ("Your certificate does not count any more", "Ask your administrator to renew it.")
        case .storeIsFull: ("The record store is full", "Nothing was saved. Tell your administrator.")
        case .inner: ("Something went wrong", "Try again. If it happens again, tell your administrator the request number.")
        }
    }
}
