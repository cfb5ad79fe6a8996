import Clocks
import Glibc
import HTTPTransport
import JSON
import SealedRecord
import LocalFiles
import Workstation

/// `medseal record ingest`: what devices measure.
enum ReadingsCommands {
    /// Seconds that a reading from a pipe waits at most to be sealed with others.
    private static let greatestDelay = 2.0

    static let ingest = Command(
        ["record", "ingest"], "Seal devices' readings (FHIR Observations, one JSON text a line)",
        operands: [.required("PATH", "a file, a folder with files (*.ndjson), or - for standard input")],
        options: [
            .value("record", "RECORD", "the patient's record that all readings belong to; without it, each names its own")
        ] + RecordCommands.common,
        discussion: """
            A reading names its patient in subject: by reference urn:medseal:record:RECORD, or by an identifier that the \
            patient's record has. Readings are sealed under the policies of the patient's record, up to 1000 in a record; \
            record export and the portal find them there. From a pipe, none waits longer than two seconds. Lines that are no \
            reading are reported, and the others sealed (exit code 3). Files that were ingested before are not sealed again.
            """,
        examples: [#"medseal record ingest readings.ndjson --record "$RECORD""#]
    ) { invocation in
        let record = try invocation.value("record").map { text in
            guard let id = RecordID(text: text) else { throw Invocation.usage("--record takes 64 hexadecimal digits", invocation.command) }
            return id
        }
        let path = invocation.operand(0) ?? "-"
        let files = try files(at: path)
        let session = try UserFolder.session(invocation)
        session.progress = noProgress
        let readings = try ReadingsIngest(session, record: record)
        var refused = 0
        for file in files {
            let lines = LineReader(try InputFile(file), name: file == "-" ? "standard input" : file)
            var lastFlush = Clock.milliseconds
            while let line = try lines.next(waitingAtMost: lines.isRegular ? nil : greatestDelay) {
                switch line {
                case .line(let bytes):
                    do { try readings.add(bytes) } catch {
                        let failure = FailureTranslation.failure(for: error)
                        guard failure.kind != .remote, failure.kind != .revokedOrExpired else { throw error }
                        refused += 1
                        StandardStreams.note("\(lines.name), line \(lines.number): \(failure.message)")
                    }
                case .tooLong:
                    refused += 1
                    StandardStreams.note("\(lines.name), line \(lines.number): longer than \(ReadingsIngest.greatestLineLength) bytes")
                case .silence: break
                }
                if !lines.isRegular, Clock.milliseconds - lastFlush > greatestDelay * 1000 {
                    try readings.flush()
                    lastFlush = Clock.milliseconds
                }
            }
            // A file's last readings are not sealed with the next file's, so that the same files give the same records.
            try readings.flush()
        }
        try StandardStreams.result(
            invocation.wantsJSON
                ? JSONNode.object([
                    .init("sealed", .integer(Int64(readings.sealedCount))), .init("present", .integer(Int64(readings.presentCount))),
                    .init("refused", .integer(Int64(refused))), .init("records", .array(readings.records.map { .string("\($0)") })),
                ]).text
                : "sealed \(readings.sealedCount) readings in \(readings.records.count) records, already there \(readings.presentCount), refused \(refused)"
        )
        if refused > 0 { throw CommandFailure(.partial, "\(refused) lines were not ingested") }
    }

    private static func files(at path: String) throws -> [String] {
        guard path != "-", let names = try Folder.files(in: path, endingIn: ".ndjson") else { return [path] }
        guard !names.isEmpty else { throw CommandFailure(.notFound, "there are no readings (*.ndjson) in \(path)") }
        return names
    }
}

/// The lines of a file or pipe, of bounded length.
private final class LineReader {
    enum Event {
        case line(ArraySlice<UInt8>)
        case tooLong
        /// Nothing came for as long as was to be waited.
        case silence
    }

    let name: String
    /// Of the last line, counted from 1.
    private(set) var number = 0
    private let input: InputFile
    private var buffer: [UInt8] = []
    /// What of the buffer has not been given out.
    private var start = 0
    /// Up to where the buffer holds no line break.
    private var searched = 0
    private var isAtEnd = false
    private var isSkipping = false

    init(_ input: InputFile, name: String) {
        self.input = input
        self.name = name
    }

    var isRegular: Bool { input.length != nil }

    /// The next line that is not empty; `nil` at the end.
    func next(waitingAtMost seconds: Double?) throws -> Event? {
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                let line = buffer[start..<end]
                start = end + 1
                searched = start
                number += 1
                if isSkipping {
                    isSkipping = false
                    return .tooLong
                }
                if let event = event(line) { return event }
                continue
            }
            searched = buffer.count
            if isAtEnd {
                guard start < buffer.count || isSkipping else { return nil }
                let line = buffer[start...]
                start = buffer.count
                number += 1
                if isSkipping {
                    isSkipping = false
                    return .tooLong
                }
                if let event = event(line) { return event }
                return nil
            }
            if isSkipping || buffer.count - start > ReadingsIngest.greatestLineLength {
                isSkipping = true
                start = buffer.count
            }
            if start > 0 {
                buffer.removeFirst(start)
                searched -= start
                start = 0
            }
            if let seconds, !waits(seconds) { return .silence }
            let more = try input.read(1 << 18)
            isAtEnd = more.isEmpty
            buffer += more
        }
    }

    private func event(_ line: ArraySlice<UInt8>) -> Event? {
        let text = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
        guard text.contains(where: { $0 != 0x20 && $0 != 0x09 }) else { return nil }
        return text.count > ReadingsIngest.greatestLineLength ? .tooLong : .line(text)
    }

    /// Whether something can be read before so many seconds have passed.
    private func waits(_ seconds: Double) -> Bool {
        var waiting = pollfd(fd: input.descriptor, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&waiting, 1, Int32(seconds * 1000)) != 0
    }
}
