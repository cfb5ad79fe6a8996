import AccessPolicy

extension PolicyGrammar {
    static let english = PolicyGrammar(
        roles: [
            "doctor": .init(one: "doctor", many: "doctors"), "nurse": .init(one: "nurse", many: "nurses"),
            "psychiatrist": .init(one: "psychiatrist", many: "psychiatrists"), "surgeon": .init(one: "surgeon", many: "surgeons"),
            "cardiologist": .init(one: "cardiologist", many: "cardiologists"),
            "pathologist": .init(one: "pathologist", many: "pathologists"), "radiologist": .init(one: "radiologist", many: "radiologists"),
            "pharmacist": .init(one: "pharmacist", many: "pharmacists"), "researcher": .init(one: "researcher", many: "researchers"),
            "midwife": .init(one: "midwife", many: "midwives"), "student": .init(one: "student", many: "students"),
            "administrator": .init(one: "administrator", many: "administrators"),
        ],
        departments: [
            "cardiology": "cardiology", "surgery": "surgery", "medicine": "medicine", "psychiatry": "psychiatry",
            "pathology": "pathology", "radiology": "radiology", "paediatrics": "paediatrics", "pediatrics": "paediatrics",
            "gynaecology": "gynaecology", "emergency": "emergency", "neurology": "neurology", "oncology": "oncology",
        ],
        labels: .init(
            role: "Role", hospital: "Hospital", department: "Department", ward: "Ward", user: "User", clearance: "Clearance",
            epoch: "Epoch of the key", licence: "Licensed until"),
        sentence: englishSentence,
        all: "whoever meets all of these:", any: "whoever meets at least one of these:",
        atLeast: { "whoever meets at least \($0) of these \($1):" },
        comparison: { relation, isDate, text in
            switch relation {
            case .less(let v): isDate ? "before \(text(v))" : "less than \(text(v))"
            case .atMost(let v): isDate ? "\(text(v)) or earlier" : "at most \(text(v))"
            case .equal(let v): text(v)
            case .atLeast(let v): isDate ? "\(text(v)) or later" : "at least \(text(v))"
            case .greater(let v): isDate ? "after \(text(v))" : "more than \(text(v))"
            case .within(let low, let high): "\(text(low)) to \(text(high))"
            }
        },
        error: { error, _ in
            let text = "\(error)"
            return text.prefix(1).uppercased() + text.dropFirst() + "."
        })

    /// `doctors or nurses, in each case at NSTU or DMCH, with a clearance of at least 3`: "or" stands within a clause
    /// only, and clauses are told apart by commas and by their own prepositions.
    private static func englishSentence(_ clauses: [Clause]) -> String {
        func either(_ values: [String]) -> String {
            values.count < 3 ? values.joined(separator: " or ") : values.dropLast().joined(separator: ", ") + " or " + values[values.count - 1]
        }
        func roles(_ values: [String]) -> String {
            either(values.map { english.roles[$0]?.many ?? "people with the role \(PolicyGrammar.quoted($0))" })
        }
        var subject = "everyone"
        var isPlural = false
        var rest = clauses
        if let index = clauses.firstIndex(where: { if case .roles = $0 { true } else { false } }), case .roles(let values) = clauses[index] {
            subject = roles(values)
            isPlural = values.count > 1
            rest.remove(at: index)
        } else if case .users(let values)? = clauses.first {
            subject = "the user \(either(values))"
            isPlural = values.count > 1
            rest.removeFirst()
        }
        let further = rest.map { clause in
            switch clause {
            case .roles(let values): "who are also \(roles(values))"
            case .hospitals(let values): "at \(either(values))"
            case .departments(let values): "in the department of \(either(values))"
            case .wards(let values): "in ward \(either(values))"
            case .users(let values): "being the user \(either(values))"
            case .attributes(let values): "with the attribute \(either(values))"
            case .number(.clearance, let comparison): "with a clearance of \(comparison)"
            case .number(.epoch, let comparison): "with a key whose epoch is \(comparison)"
            case .number(.licence, let comparison): "licensed until \(comparison)"
            case .number(.other(let name), let comparison): "whose \(name) is \(comparison)"
            }
        }
        guard !further.isEmpty else { return subject }
        return subject + (isPlural ? ", in each case " : " ") + further.joined(separator: ", ")
    }
}
