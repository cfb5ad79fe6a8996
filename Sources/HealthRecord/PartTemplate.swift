import Framing
public import JSON

/// Which resources of a patient's record are sealed under a policy of their own.
///
/// In JSON:
/// ```
/// {"parts": [{"name": "mental-health", "policy": "role:psychiatrist and hospital:NSTU",
///             "when": [{"security": "PSY"}, {"resourceType": "Condition", "code": "http://snomed.info/sct|370143000"}]}]}
/// ```
/// A resource belongs to the first part of which one condition holds; a condition holds if everything that it says is so.
/// What belongs to no part is the record's general part. A resource that refers to one of a part goes with it, for it
/// would tell of it (a claim repeats the diagnosis that it is for).
public struct PartTemplate: Equatable, Sendable {
    /// One rule: a name, who may read it, and what belongs to it.
    public struct Part: Equatable, Sendable {
        /// 1 to 64 small letters, digits and hyphens, different from the other parts'.
        public let name: String
        /// As it stands in the template: this module knows nothing of policies.
        public let policy: String
        /// At least one; any one is enough.
        public let conditions: [Condition]
    }

    /// Every member that is given must hold.
    public struct Condition: Equatable, Sendable {
        /// The resource's type.
        public let resourceType: String?
        /// A code of a Coding anywhere in the resource, `code` or `system|code`.
        public let code: String?
        /// A code of the resource's security labels, `meta.security` (HL7 v3 ActCode: `PSY`, `HIV`, `ETH`, …).
        public let security: String?

        /// Whether the resource is meant.
        func holds(for resource: JSONNode) -> Bool {
            if let resourceType, resource["resourceType"]?.string != resourceType { return false }
            if let security {
                let labels = resource["meta"]?["security"]?.elements ?? []
                guard labels.contains(where: { $0["code"]?.string == security }) else { return false }
            }
            if let code {
                var isThere = false
                resource.forEach { value in
                    guard let found = value["code"]?.string else { return }
                    if found == code || value["system"]?.string.map({ "\($0)|\(found)" }) == code { isThere = true }
                }
                guard isThere else { return false }
            }
            return true
        }
    }

    /// In the template's order, which decides where several fit.
    public let parts: [Part]

    /// No parts: everything is general.
    public static let none = PartTemplate(parts: [])

    private init(parts: [Part]) { self.parts = parts }

    /// Reads a template. What is misspelt is refused: a rule that silently did not hold would leave a resource in the
    /// general part.
    public init(json bytes: [UInt8]) throws(HealthRecordError) {
        let root: JSONNode
        do { root = try JSONReader.value(of: bytes) } catch { throw .notJSON(error) }
        guard root.members.map(\.name) == ["parts"], let list = root["parts"], case .array(let elements) = list else {
            throw .template(part: 0, "a template is an object with one member, the array parts")
        }
        var parts: [Part] = []
        for (index, element) in elements.enumerated() {
            func refused(_ reason: String) -> HealthRecordError { .template(part: index + 1, reason) }
            guard element.members.allSatisfy({ ["name", "policy", "when"].contains($0.name) }) else {
                throw refused("a part has name, policy and when, and nothing else")
            }
            guard let name = element["name"]?.string, Self.isName(name) else {
                throw refused("name is 1 to 64 small letters, digits and hyphens")
            }
            guard !parts.contains(where: { $0.name == name }) else { throw refused("another part has this name") }
            guard let policy = element["policy"]?.string else { throw refused("policy is missing") }
            guard let when = element["when"], case .array(let conditions) = when, !conditions.isEmpty else {
                throw refused("when is an array of conditions, at least one")
            }
            parts.append(
                Part(
                    name: name, policy: policy,
                    conditions: try conditions.map { condition throws(HealthRecordError) in
                        guard !condition.members.isEmpty,
                            condition.members.allSatisfy({
                                ["resourceType", "code", "security"].contains($0.name) && $0.value.string != nil
                            })
                        else { throw refused("a condition has resourceType, code or security, each a string") }
                        return Condition(
                            resourceType: condition["resourceType"]?.string, code: condition["code"]?.string,
                            security: condition["security"]?.string)
                    }))
        }
        self.init(parts: parts)
    }

    private static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { $0 == UInt8(ascii: "-") || ASCII.isLowercase($0) || ASCII.isDigit($0) }
    }
}

/// A patient's record in parts that different people may read.
public struct DividedRecord: Equatable, Sendable {
    /// A part of the template with the entries that belong to it, at least one.
    public struct SpecialPart: Equatable, Sendable {
        /// The rule that the entries met.
        public let part: PartTemplate.Part
        /// A Bundle of type collection; without a Patient, who is in the general part.
        public let bundle: JSONNode
    }

    /// The patient, and everything that belongs to no part.
    public let general: PatientBundle
    /// In the template's order; parts without entries are left out.
    public let special: [SpecialPart]
}

extension PatientBundle {
    /// The record in parts. The Patient resource is always general.
    public func divided(by template: PartTemplate) throws(HealthRecordError) -> DividedRecord {
        guard !template.parts.isEmpty else { return DividedRecord(general: self, special: []) }
        let entries = entries
        var place = entries.map { entry -> Int? in
            guard let resource = entry["resource"], resource["resourceType"]?.string != "Patient" else { return nil }
            return template.parts.firstIndex { part in part.conditions.contains { $0.holds(for: resource) } }
        }
        // What refers to an entry of a part follows it, and what refers to that, too.
        var referrers: [String: [Int]] = [:]
        for (index, entry) in entries.enumerated() where entry["resource"]?["resourceType"]?.string != "Patient" {
            entry["resource"]?.forEach { if let text = $0["reference"]?.string { referrers[text, default: []].append(index) } }
        }
        let namesOf = entries.map { entry -> [String] in
            var names = [entry["fullUrl"]?.string].compactMap { $0 }
            if let type = entry["resource"]?["resourceType"]?.string, let id = entry["resource"]?["id"]?.string {
                names.append("\(type)/\(id)")
            }
            return names
        }
        var waiting = place.indices.filter { place[$0] != nil }
        while let index = waiting.popLast() {
            for name in namesOf[index] {
                for other in referrers.removeValue(forKey: name) ?? [] where place[other] == nil {
                    place[other] = place[index]
                    waiting.append(other)
                }
            }
        }
        let special = template.parts.indices.compactMap { part -> DividedRecord.SpecialPart? in
            let own = entries.indices.filter { place[$0] == part }.map { entries[$0] }
            guard !own.isEmpty else { return nil }
            return DividedRecord.SpecialPart(
                part: template.parts[part],
                bundle: .object([
                    .init("resourceType", .string("Bundle")), .init("type", .string("collection")),
                    .init("entry", .array(own)),
                ]))
        }
        return DividedRecord(
            general: try replacingEntries(entries.indices.filter { place[$0] == nil }.map { entries[$0] }), special: special)
    }

    /// The record with the entries of parts after its own.
    public func joined(with parts: [JSONNode]) throws(HealthRecordError) -> PatientBundle {
        try replacingEntries(entries + parts.flatMap { $0["entry"]?.elements ?? [] })
    }
}
