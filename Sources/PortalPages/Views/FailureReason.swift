/// Why something failed, as far as a page says it, in the reader's language.
public enum FailureReason: Hashable, Sendable, CaseIterable {
    // The store or the authority.

    /// Nobody answers at the address.
    case cannotConnect
    /// The answer did not come, or broke off.
    case noAnswer
    /// The server cannot prove that it is the one meant.
    case serverNotTrusted
    /// The server answered, with a refusal or a failure of its own.
    case refused
    case storeIsFull
    /// What came is no answer of such a server.
    case notUnderstood
    /// The authority at the address is another one.
    case otherAuthority

    // The user.

    case revoked, certificateEnded, notApproved
    /// A file of the user's folder is damaged.
    case damagedFile

    // A record.

    case changedMeanwhile
    case olderThanSeen, otherContentThanSeen, deletedBefore
    /// The store gave another record, or two states under one name.
    case storeLies
    /// The store does not give it, and nobody with the right has deleted it.
    case withheld
    /// What the store gave does not follow from what was seen before.
    case otherHistory
    /// The author has no right to the record.
    case noRight
    /// Somebody else holds the record.
    case notHolder
    /// Somebody else than its owner chose who may read it.
    case otherReaders
    case alteredRecord, untrustedAuthor, untrustedRewrapper
    case newerFormat
    case tooLong
    case foreignPart
    /// The record holds no patient, or none that is understood.
    case noPatient
    /// A record has as many documents as one author can give it.
    case tooManyDocuments

    // The authority's administration.

    /// The request was decided, or its applicant is a user.
    case alreadyDecided
    case userRevoked
    /// Attributes that cannot be given, or too many of them.
    case attributesNotGranted
    /// The epoch is not one that can follow.
    case epochNotNext
    case damagedDatabase
    case wrongPassphrase

    /// Anything else: the request's number finds it in the log.
    case other
}

/// What became of a form that could not be saved as it was sent.
public enum WriteFailure: Hashable, Sendable {
    /// The record is as it was before.
    case notSaved(FailureReason)
    /// The store's answer was lost: the record may be saved, or not.
    case notKnown
}
