public import AccessPolicy

/// What is wrong with a field of a form that is not a patient's; those have ``/HealthRecord/PatientForm/Fault``.
public enum FieldFault: Equatable, Sendable {
    /// A required field is empty.
    case missing
    /// More than so many characters.
    case tooLong(maximum: Int)
    /// Fewer than so many characters.
    case tooShort(minimum: Int)
    /// Characters that the field does not take.
    case notAllowed
    /// No address that begins with `https://` (or `http://` on this machine).
    case notAnAddress
    /// Not 64 hexadecimal digits.
    case notAFingerprint
    /// The authority at the address has another fingerprint.
    case otherFingerprint
    /// No server of that kind answers at the address.
    case unreachable
    /// The text of an attribute that is none.
    case notAnAttribute(PolicyError)
    /// The policy is none.
    case notAPolicy(PolicyError)
    /// The author's own key would not open what is sealed under this policy.
    case excludesAuthor
    /// An account of that name is on this machine.
    case alreadyTaken
    /// No account of that name is on this machine.
    case noSuchAccount
    /// The passphrase does not open the account's vault.
    case wrongPassphrase
    /// Tried too often: again after so many seconds.
    case tooManyAttempts(seconds: Int)
    /// The two passphrases differ.
    case doNotMatch
    /// The new passphrase is the old one.
    case sameAsBefore
    /// The file is larger than so many bytes.
    case fileTooLarge(maximum: UInt64)
    /// The file could not be read as what it says it is.
    case unreadableFile
}
