import SealedRecord

/// Which content this session was given under which tag of the store's. A tag is only the store's word: a store that showed
/// an older content under the newest tag would have the user write over what they never saw.
struct OpenedStates {
    private static let capacity = 1024

    private var contents: [String: [UInt8]] = [:]

    /// - Throws: ``RecordFault/sameTagForTwoStates`` if another content had the tag.
    mutating func note(_ tag: String, _ header: SealedRecordHeader) throws {
        try check(tag, header)
        // What was opened so long ago that this is full is found changed by the store, or not at all.
        if contents.count >= Self.capacity { contents = [:] }
        contents[tag] = header.content.hash
    }

    /// - Throws: as ``note(_:_:)``; not for a tag under which nothing was opened.
    func check(_ tag: String, _ header: SealedRecordHeader) throws {
        guard contents[tag] == nil || contents[tag] == header.content.hash else {
            throw ClientError.record(.sameTagForTwoStates)
        }
    }
}
