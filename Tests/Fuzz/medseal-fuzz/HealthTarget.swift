import Framing
import HealthRecord
import JSON
import SealedRecord

/// JSON, patients' bundles, templates for their parts, and the content of archives. The first byte chooses.
enum HealthTarget {
    static func run(_ input: [UInt8]) {
        guard let kind = input.first else { return }
        let bytes = Array(input.dropFirst())
        switch kind % 3 {
        case 0: json(bytes)
        case 1: _ = try? PartTemplate(json: bytes)
        default: archive(bytes, pieceLength: 1 + Int(kind / 3))
        }
    }

    private static func json(_ bytes: [UInt8]) {
        guard let value = try? JSONReader.value(of: bytes) else { return }
        demand((try? JSONReader.value(of: value.bytes)) == value, "what is written is read as the same value")
        guard let bundle = try? PatientBundle(value) else { return }
        demand((try? PatientBundle(json: bundle.json)) == bundle, "a bundle is written and read as the same")
        _ = PatientSummary(bundle)
        let form = PatientForm(bundle)
        _ = form.faults(today: "2026-11-23")
        let unchanged = try? form.applied(to: bundle, at: "2026-11-23T10:00:00Z") { "fresh" }
        demand(unchanged == bundle, "a form that changes nothing changes nothing")
        guard let divided = try? bundle.divided(by: template) else { return demand(false, "every bundle can be divided") }
        let joined = try? divided.general.joined(with: divided.special.map(\.bundle))
        demand(joined?.entries.count == bundle.entries.count, "no entry is lost or doubled between the parts")
        let linked = try? bundle.referring(to: ["a", "b"])
        demand(linked?.partReferences == ["a", "b"], "references to parts are read as they were written")
    }

    private static let template: PartTemplate = {
        let text =
            #"{"parts":[{"name":"a","policy":"x","when":[{"code":"1"},{"security":"PSY"}]},{"name":"b","policy":"y","when":[{"resourceType":"Claim"}]}]}"#
        guard let template = try? PartTemplate(json: Array(text.utf8)) else { fatalError("the template is well-formed") }
        return template
    }()

    private static func archive(_ bytes: [UInt8], pieceLength: Int) {
        var reader = ArchiveContentReader()
        var again: [UInt8] = ArchiveContent.beginning
        do {
            for start in stride(from: 0, to: bytes.count, by: pieceLength) {
                try reader.update(Array(bytes[start..<min(start + pieceLength, bytes.count)])) { event in
                    switch event {
                    case .member(let name, let length):
                        demand(ArchiveContent.isName(name), "only names of files in one folder are told")
                        again += ArchiveContent.memberHeader(name, length: length)
                    case .bytes(let piece): again += piece
                    case .memberEnd: break
                    }
                }
            }
            try reader.finish()
        } catch { return }
        demand(again + ArchiveContent.ending == bytes, "an archive's content is written again as it was read")
    }
}
