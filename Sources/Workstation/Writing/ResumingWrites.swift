import Clocks
import HTTPTransport
import SealedRecord

/// Doing what interrupted writes left to do: to be called when the user is unlocked.
extension WriteJournal {
    /// Does what is left of every write that nobody is at work on: makes the record findable and deletes the documents that go,
    /// if the record was saved; deletes the documents that were made for it, if it was not.
    ///
    /// - Parameter isCancelled: asked between writes.
    /// - Returns: how many writes there is still something to do for, among those that were looked at.
    /// - Throws: what stood in the way first; what it concerns is left for the next time, and so is everything behind it if the
    ///   store cannot be reached.
    @discardableResult
    public func resume(until isCancelled: () -> Bool = { false }) throws -> Int {
        guard !isEmpty else { return 0 }
        var left = 0
        var first: (any Error)?
        for entry in unfinished() {
            if isCancelled() { break }
            do { if try !resume(entry) { left += 1 } } catch let error as ProgramEnds { throw error } catch {
                if first == nil { first = error }
                if error is HTTPClientError { break }
            }
        }
        if let first { throw first }
        return left
    }

    /// - Returns: whether it is done.
    private func resume(_ entry: Entry) throws -> Bool {
        let content = entry.content
        switch try fate(of: content) {
        case .saved(let isPresent):
            // Of a state that was replaced meanwhile, who replaced it says how the record is found.
            if isPresent {
                if content.isToBeFound { try makeFindable(content.record) }
                for document in content.removed { try deleteDocument(document, hash: nil) }
            }
        case .notSaved:
            for document in content.documents { try deleteDocument(document.id, hash: document.hash) }
        case .notKnown: return false
        }
        try entry.finish()
        return true
    }

    private enum Fate {
        case saved(isPresent: Bool)
        case notSaved
        /// It may still be on its way.
        case notKnown
    }

    private func fate(of content: Content) throws -> Fate {
        guard let state = content.state else { return .notSaved }
        let present: SealedRecordHeader?
        do { present = try session.records.present(content.record).header } catch  where FailureKind.isNotFound(error) { present = nil }
        if let present {
            if present.content.hash == state.hash { return .saved(isPresent: true) }
            if present.content.contentVersion > state.version { return try wasSaved(state, content.record, before: present) }
            // Another content has taken the version.
            if present.content.contentVersion == state.version { return .notSaved }
        }
        let now = Clock.now
        return now >= content.began && now - content.began > longestDelay ? .notSaved : .notKnown
    }

    /// Whether a state was saved that others have followed since.
    private func wasSaved(_ state: Content.State, _ record: RecordID, before present: SealedRecordHeader) throws -> Fate {
        if present.content.contentVersion == state.version + 1 {
            return present.content.previousContentHash == state.hash ? .saved(isPresent: false) : .notSaved
        }
        do {
            let header = try session.records.fetch(record, version: state.version).header
            return header.content.hash == state.hash ? .saved(isPresent: false) : .notSaved
        } catch  where FailureKind.isNotFound(error) {
            // The store has dropped the version. What may be named by a record is not deleted.
            return .saved(isPresent: false)
        }
    }

    private func makeFindable(_ record: RecordID) throws {
        do {
            try session.index.makeFindable(record)
            try session.index.flush()
        } catch  where FailureKind.isAboutOneRecord(error) {
            // What cannot be opened cannot be made findable, now or later.
        }
    }

    /// Deletes a document that this user's program made, if it is there and still that one.
    func deleteDocument(_ document: RecordID, hash: [UInt8]?) throws {
        do {
            let header = try session.records.present(document).header
            // Another program of this user's may have taken the same name.
            guard header.content.author.userID == session.userID, hash == nil || header.content.hash == hash else { return }
            try session.records.delete(document, .neverSaved)
        } catch  where FailureKind.isNotFound(error) {
            // Deleted already.
        } catch  where FailureKind.isAboutOneRecord(error) {
            // What is not as it should be is not this program's to delete.
        }
    }
}
