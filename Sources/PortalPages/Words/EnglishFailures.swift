/// English for what went wrong.
extension Strings {
    static func failure(_ reason: FailureReason) -> String {
        switch reason {
        case .cannotConnect: "Nobody answers at the server's address."
        case .noAnswer: "The server's answer did not arrive."
        case .serverNotTrusted: "The server could not prove that it is the one meant."
        case .refused: "The server refused, or failed itself."
        case .storeIsFull: "The record store is full."
        case .notUnderstood: "The server's answer is not understood."
        case .otherAuthority: "The authority at this address is another one than yours. Do not go on; ask your administrator."
        case .revoked: "The key authority has withdrawn your access."
        case .certificateEnded: "Your certificate has run out."
        case .notApproved: "The key authority has not approved you yet."
        case .damagedFile: "A file of this account on this computer is damaged."
        case .changedMeanwhile: "Somebody changed the record meanwhile."
        case .olderThanSeen: "The store gave an older state of the record than you have seen: it was rolled back, or lies."
        case .otherContentThanSeen: "This version of the record had another content when you saw it before."
        case .deletedBefore: "The store gave a record that you have deleted: it was rolled back, or lies."
        case .storeLies: "The store gave another record than the one asked for."
        case .withheld: "The store withholds the record: it was there, and nobody with the right has deleted it."
        case .otherHistory: "The record does not follow from what you have seen of it: the store shows another history."
        case .noRight: "The record's author had no right to write it."
        case .notHolder: "The record is somebody else's."
        case .otherReaders:
            "Somebody else than its owner changed who can read the record. Choose its readers anew under “Share”, then repeat this."
        case .alteredRecord: "The record was damaged or altered on its way."
        case .untrustedAuthor: "The record's author was not certified when it was sealed."
        case .untrustedRewrapper: "Somebody changed the record's readers who may not."
        case .newerFormat: "The record was made by a newer version of this program."
        case .tooLong: "The record is too long to be shown here."
        case .foreignPart: "The record names a part that another author wrote."
        case .noPatient: "What is in the record is not understood as a patient's record."
        case .tooManyDocuments: "The record has as many documents as one author can give it."
        case .alreadyDecided: "This request was decided already."
        case .userRevoked: "This user was revoked, which is for ever."
        case .attributesNotGranted: "Attributes are written wrongly, or too many."
        case .epochNotNext: "This is no epoch that can follow the present one."
        case .damagedDatabase: "The authority's database is damaged. Restore it from a backup."
        case .wrongPassphrase: "This is not the passphrase."
        case .other: "The log tells more under the request's number."
        }
    }

    static func writeFailure(_ failure: WriteFailure) -> (title: String, text: String) {
        switch failure {
        case .notSaved(let reason):
            (
                "This was not saved",
                Strings.failure(reason) + " The record is as it was before. What you typed is below; files have to be chosen again."
            )
        case .notKnown:
            (
                "It is not known whether this was saved",
                "The store's answer was lost. Look at the record before you send the form again: what you typed is below, and files have to be chosen again."
            )
        }
    }
}
