/// The steps of a write to the store, in their order. A program may end before any of them, and what is in the store and on
/// this machine then makes the rest of them possible.
package enum WriteStep: CaseIterable, Sendable {
    /// A document's name and hash are written down.
    case noteDocument
    /// The document is put.
    case putDocument
    /// It is written down which state the record will have.
    case noteRecord
    /// The record is put.
    case putRecord
    /// The record is made findable.
    case sendTerms
    /// Documents that the new state does not name any more are deleted.
    case deleteDocuments
    /// What was written down is removed.
    case forget
}

/// The program ends here, says a test: nothing is tidied up behind it.
package struct ProgramEnds: Error {}

extension UserSession {
    /// - Throws: ``ProgramEnds`` if a test ends the program here.
    func step(_ step: WriteStep) throws {
        if endsBefore(step) { throw ProgramEnds() }
    }
}
