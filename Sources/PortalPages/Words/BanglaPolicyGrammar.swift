import AccessPolicy

extension PolicyGrammar {
    static let bangla = PolicyGrammar(
        roles: [
            "doctor": .init(one: "চিকিৎসক", many: "চিকিৎসক"), "nurse": .init(one: "নার্স", many: "নার্স"),
            "psychiatrist": .init(one: "মনোরোগ বিশেষজ্ঞ", many: "মনোরোগ বিশেষজ্ঞ"), "surgeon": .init(one: "সার্জন", many: "সার্জন"),
            "cardiologist": .init(one: "হৃদরোগ বিশেষজ্ঞ", many: "হৃদরোগ বিশেষজ্ঞ"),
            "pathologist": .init(one: "প্যাথলজিস্ট", many: "প্যাথলজিস্ট"), "radiologist": .init(one: "রেডিওলজিস্ট", many: "রেডিওলজিস্ট"),
            "pharmacist": .init(one: "ফার্মাসিস্ট", many: "ফার্মাসিস্ট"), "researcher": .init(one: "গবেষক", many: "গবেষক"),
            "midwife": .init(one: "মিডওয়াইফ", many: "মিডওয়াইফ"), "student": .init(one: "শিক্ষার্থী", many: "শিক্ষার্থী"),
            "administrator": .init(one: "প্রশাসক", many: "প্রশাসক"),
        ],
        departments: [
            "cardiology": "হৃদরোগ", "surgery": "সার্জারি", "medicine": "মেডিসিন", "psychiatry": "মনোরোগ", "pathology": "প্যাথলজি",
            "radiology": "রেডিওলজি", "paediatrics": "শিশু", "pediatrics": "শিশু", "gynaecology": "স্ত্রীরোগ", "emergency": "জরুরি",
            "neurology": "স্নায়ুরোগ", "oncology": "ক্যান্সার",
        ],
        labels: .init(
            role: "পদ", hospital: "হাসপাতাল", department: "বিভাগ", ward: "ওয়ার্ড", user: "ব্যবহারকারী", clearance: "ছাড়পত্রের স্তর",
            epoch: "চাবির মেয়াদপর্ব", licence: "নিবন্ধনের মেয়াদ"),
        sentence: banglaSentence,
        all: "যাঁরা নিচের সবগুলো শর্ত পূরণ করেন:", any: "যাঁরা নিচের অন্তত একটি শর্ত পূরণ করেন:",
        atLeast: { "যাঁরা নিচের \($1)টি শর্তের মধ্যে অন্তত \($0)টি পূরণ করেন:" },
        comparison: { relation, isDate, text in
            switch relation {
            case .less(let v): isDate ? "\(text(v))-এর আগে" : "\(text(v))-এর কম"
            case .atMost(let v): isDate ? "\(text(v)) বা তার আগে" : "সর্বোচ্চ \(text(v))"
            case .equal(let v): text(v)
            case .atLeast(let v): isDate ? "\(text(v)) বা তার পরে" : "কমপক্ষে \(text(v))"
            case .greater(let v): isDate ? "\(text(v))-এর পরে" : "\(text(v))-এর বেশি"
            case .within(let low, let high): "\(text(low)) থেকে \(text(high))"
            }
        },
        error: banglaError)

    /// `যাঁরা চিকিৎসক অথবা নার্স, এবং NSTU হাসপাতালে কর্মরত, এবং যাঁদের ছাড়পত্রের স্তর কমপক্ষে ৩`: every clause begins after
    /// ", এবং", and "অথবা" stands within one only.
    private static func banglaSentence(_ clauses: [Clause]) -> String {
        func either(_ values: [String]) -> String {
            values.count < 3 ? values.joined(separator: " অথবা ") : values.dropLast().joined(separator: ", ") + " অথবা " + values[values.count - 1]
        }
        var text = "", former = ""
        for (index, clause) in clauses.enumerated() {
            let (pronoun, predicate): (String, String) =
                switch clause {
                case .roles(let values): ("যাঁরা", either(values.map { bangla.roles[$0]?.one ?? "\(PolicyGrammar.quoted($0)) পদধারী" }))
                case .hospitals(let values): ("যাঁরা", "\(either(values)) হাসপাতালে কর্মরত")
                case .departments(let values): ("যাঁরা", "\(either(values)) বিভাগে কর্মরত")
                case .wards(let values): ("যাঁরা", "\(either(values)) নম্বর ওয়ার্ডে কর্মরত")
                case .users(let values): ("যাঁদের", "ব্যবহারকারী পরিচিতি \(either(values))")
                case .attributes(let values): ("যাঁদের", "\(either(values)) বৈশিষ্ট্য আছে")
                case .number(.clearance, let comparison): ("যাঁদের", "ছাড়পত্রের স্তর \(comparison)")
                case .number(.epoch, let comparison): ("যাঁদের", "চাবির মেয়াদপর্ব \(comparison)")
                case .number(.licence, let comparison): ("যাঁদের", "নিবন্ধনের মেয়াদ \(comparison)")
                case .number(.other(let name), let comparison): ("যাঁদের", "\(name) মান \(comparison)")
                }
            if index > 0 { text += ", এবং " }
            text += pronoun == former ? predicate : "\(pronoun) \(predicate)"
            former = pronoun
        }
        return text
    }
}
