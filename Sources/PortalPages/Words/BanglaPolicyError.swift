import AccessPolicy

extension PolicyGrammar {
    /// What is wrong with a policy, in Bangla. The parser's messages are English, so the cases whose details are free text
    /// say the rule instead.
    static func banglaError(_ error: PolicyError, _ number: (Int) -> String) -> String {
        let what =
            switch error.reason {
            case .syntax(let found, let expected): "এখানে \(banglaTerm(expected)) থাকার কথা, কিন্তু আছে \(banglaTerm(found))।"
            case .character: "এই চিহ্ন এখানে চলে না; বিশেষ চিহ্নযুক্ত নাম উদ্ধৃতিচিহ্নের মধ্যে লিখুন।"
            case .value: "এই সংখ্যা বা তারিখ চলে না: সীমার বাইরে, অথবা এমন তারিখ নেই।"
            case .emptyRange: "কোনো মানই এই শর্ত পূরণ করতে পারে না।"
            case .threshold(_, let alternatives): "সংখ্যাটি ১ থেকে \(number(alternatives))-এর মধ্যে হতে হবে।"
            case .name: "নামটি খালি, বেশি বড়, অথবা তাতে নিষিদ্ধ চিহ্ন আছে।"
            case .reserved(let name): "“\(name)” নামটি শুধু সিস্টেমের জন্য।"
            case .negation: "“not” চলে না: চাবি দিয়ে কোনো বৈশিষ্ট্য না থাকা প্রমাণ করা যায় না; যাঁরা পড়তে পারবেন তাঁদের উল্লেখ করুন।"
            case .tooLarge: "নীতিটি বেশি বড় বা বেশি জটিল।"
            case .duplicate(let name): "“\(name)”-এর দুটি মান দেওয়া হয়েছে।"
            case .notCanonical: "নীতিটি প্রমিত বানানে লেখা নয়।"
            }
        return error.column > 0 ? "\(number(error.column)) নম্বর অক্ষর: \(what)" : what
    }

    /// What the parser found or expected. Its signs and keywords are the same in every language.
    private static func banglaTerm(_ term: String) -> String {
        if let known = banglaTerms[term] { return known }
        for (prefix, word) in [("the name ", "নাম "), ("the number ", "সংখ্যা "), ("the date ", "তারিখ ")] where term.hasPrefix(prefix) {
            return word + term.dropFirst(prefix.count)
        }
        return term.hasPrefix("\"") && term.utf8.count <= 4 ? term : term.split(separator: " or ").joined(separator: " অথবা ")
    }

    private static let banglaTerms = [
        "the end": "নীতির শেষ", "a number": "সংখ্যা", "a comparison": "তুলনা",
        "an attribute, \"(\" or \"k of (\"": "বৈশিষ্ট্য, \"(\" অথবা \"k of (\"",
        "\"and\", \"or\" or the end": "\"and\", \"or\" অথবা নীতির শেষ",
        "\"and\", \"or\" or \")\"": "\"and\", \"or\" অথবা \")\"",
        "\"of\" (a name that is a number is quoted)": "\"of\" (সংখ্যা দিয়ে গঠিত নাম উদ্ধৃতিচিহ্নে লিখতে হয়)",
        "a number or a date (a plain attribute is written name:value)": "সংখ্যা বা তারিখ (সাধারণ বৈশিষ্ট্য name:value আকারে লেখা হয়)",
        "\"..\" and the last value of the range": "\"..\" ও সীমার শেষ মান",
        "the last value of the range": "সীমার শেষ মান",
        "the number of bits after \"#\"": "\"#\"-এর পরে বিটের সংখ্যা",
        "the closing quote of this name": "নামের শেষ উদ্ধৃতিচিহ্ন",
        "a name, or a name with \"=\" and its value": "নাম, অথবা \"=\" ও মানসহ নাম",
        "the end of the attribute": "বৈশিষ্ট্যের শেষ",
    ]
}
