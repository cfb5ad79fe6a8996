import AccessPolicy
import PortalPages
import Testing

@Suite struct PolicyInWordsTests {
    @Test(arguments: [
        ("role:doctor", "doctors", "যাঁরা চিকিৎসক"),
        ("hospital:NSTU", "everyone at NSTU", "যাঁরা NSTU হাসপাতালে কর্মরত"),
        ("role:doctor and hospital:NSTU", "doctors at NSTU", "যাঁরা চিকিৎসক, এবং NSTU হাসপাতালে কর্মরত"),
        ("hospital:NSTU and role:doctor", "doctors at NSTU", "যাঁরা NSTU হাসপাতালে কর্মরত, এবং চিকিৎসক"),
        (
            "role:doctor and (hospital:NSTU or hospital:DMCH) and clearance#8 >= 3",
            "doctors at NSTU or DMCH, with a clearance of at least 3",
            "যাঁরা চিকিৎসক, এবং NSTU অথবা DMCH হাসপাতালে কর্মরত, এবং যাঁদের ছাড়পত্রের স্তর কমপক্ষে ৩"
        ),
        // "doctors or nurses at NSTU" would let a doctor of any hospital seem meant.
        (
            "(role:doctor or role:nurse) and hospital:NSTU", "doctors or nurses, in each case at NSTU",
            "যাঁরা চিকিৎসক অথবা নার্স, এবং NSTU হাসপাতালে কর্মরত"
        ),
        ("role:doctor or role:nurse or role:student", "doctors, nurses or students", "যাঁরা চিকিৎসক, নার্স অথবা শিক্ষার্থী"),
        ("role:doctor and role:researcher", "doctors who are also researchers", "যাঁরা চিকিৎসক, এবং গবেষক"),
        (
            "department:cardiology and ward:3", "everyone in the department of cardiology, in ward 3",
            "যাঁরা হৃদরোগ বিভাগে কর্মরত, এবং ৩ নম্বর ওয়ার্ডে কর্মরত"
        ),
        ("user:A17 or user:B2", "the user A17 or B2", "যাঁদের ব্যবহারকারী পরিচিতি A17 অথবা B2"),
        ("clearance < 3", "everyone with a clearance of less than 3", "যাঁদের ছাড়পত্রের স্তর ৩-এর কম"),
        ("clearance <= 3", "everyone with a clearance of at most 3", "যাঁদের ছাড়পত্রের স্তর সর্বোচ্চ ৩"),
        ("clearance = 3", "everyone with a clearance of 3", "যাঁদের ছাড়পত্রের স্তর ৩"),
        ("clearance > 3", "everyone with a clearance of more than 3", "যাঁদের ছাড়পত্রের স্তর ৩-এর বেশি"),
        ("age#7 in 18..65", "everyone whose “age” is 18 to 65", "যাঁদের “age” মান ১৮ থেকে ৬৫"),
        ("licensed-until >= 2026-11-22", "everyone licensed until 22 Nov 2026 or later", "যাঁদের নিবন্ধনের মেয়াদ ২২ নভে ২০২৬ বা তার পরে"),
        ("born < 1990-01-01", "everyone whose “born” is before 1 Jan 1990", "যাঁদের “born” মান ১ জানু ১৯৯০-এর আগে"),
        ("\"Dhaka Medical College\"", "everyone with the attribute “Dhaka Medical College”", "যাঁদের “Dhaka Medical College” বৈশিষ্ট্য আছে"),
        ("shift:night or oncall", "everyone with the attribute “shift:night” or “oncall”", "যাঁদের “shift:night” অথবা “oncall” বৈশিষ্ট্য আছে"),
        // A value cannot pass for a part of the sentence.
        ("\"hospital:NSTU or everyone\"", "everyone at “NSTU or everyone”", "যাঁরা “NSTU or everyone” হাসপাতালে কর্মরত"),
        ("role:everyone", "people with the role “everyone”", "যাঁরা “everyone” পদধারী"),
        ("role:Doctor", "people with the role “Doctor”", "যাঁরা “Doctor” পদধারী"),
        ("hospital:অথবা", "everyone at “অথবা”", "যাঁরা “অথবা” হাসপাতালে কর্মরত"),
        ("\"x” or “y\"", "everyone with the attribute “x\" or \"y”", "যাঁদের “x\" or \"y” বৈশিষ্ট্য আছে"),
        ("\"role:\"", "everyone with the attribute “role:”", "যাঁদের “role:” বৈশিষ্ট্য আছে"),
        // Lists, where a sentence could be read in two ways.
        (
            "role:doctor and hospital:NSTU or role:nurse",
            """
            whoever meets at least one of these:
            – doctors at NSTU
            – nurses
            """,
            """
            যাঁরা নিচের অন্তত একটি শর্ত পূরণ করেন:
            – যাঁরা চিকিৎসক, এবং NSTU হাসপাতালে কর্মরত
            – যাঁরা নার্স
            """
        ),
        (
            "role:doctor and (hospital:NSTU or ward:3)",
            """
            whoever meets all of these:
            – doctors
            – whoever meets at least one of these:
              – everyone at NSTU
              – everyone in ward 3
            """,
            """
            যাঁরা নিচের সবগুলো শর্ত পূরণ করেন:
            – যাঁরা চিকিৎসক
            – যাঁরা নিচের অন্তত একটি শর্ত পূরণ করেন:
              – যাঁরা NSTU হাসপাতালে কর্মরত
              – যাঁরা ৩ নম্বর ওয়ার্ডে কর্মরত
            """
        ),
        (
            "2 of (role:doctor, ward:3, clearance >= 5 and hospital:NSTU)",
            """
            whoever meets at least 2 of these 3:
            – doctors
            – everyone in ward 3
            – everyone with a clearance of at least 5, at NSTU
            """,
            """
            যাঁরা নিচের ৩টি শর্তের মধ্যে অন্তত ২টি পূরণ করেন:
            – যাঁরা চিকিৎসক
            – যাঁরা ৩ নম্বর ওয়ার্ডে কর্মরত
            – যাঁদের ছাড়পত্রের স্তর কমপক্ষে ৫, এবং যাঁরা NSTU হাসপাতালে কর্মরত
            """
        ),
        (
            "clearance > 3 or clearance < 2",
            """
            whoever meets at least one of these:
            – everyone with a clearance of more than 3
            – everyone with a clearance of less than 2
            """,
            """
            যাঁরা নিচের অন্তত একটি শর্ত পূরণ করেন:
            – যাঁদের ছাড়পত্রের স্তর ৩-এর বেশি
            – যাঁদের ছাড়পত্রের স্তর ২-এর কম
            """
        ),
    ])
    func says(_ policy: String, _ english: String, _ bangla: String) throws {
        let expression = try Policy(parsing: policy).expression
        #expect(PolicyInWords(expression, .english).text == english)
        #expect(PolicyInWords(expression, .bangla).text == bangla)
    }

    @Test func saysTheEpoch() throws {
        let policy = try Policy(parsing: "role:doctor").requiringEpoch(atLeast: 7)
        #expect(PolicyInWords(policy.expression, .english).text == "doctors with a key whose epoch is at least 7")
        #expect(PolicyInWords(policy.expression, .bangla).text == "যাঁরা চিকিৎসক, এবং যাঁদের চাবির মেয়াদপর্ব কমপক্ষে ৭")
    }

    /// Nothing of a policy is left out, however it is nested: each of its attributes is in the words.
    @Test func leavesNothingOut() throws {
        let text = (0..<60).reduce("x0") { "(\($0)) \($1.isMultiple(of: 2) ? "and" : "or") x\($1 + 1)" }
        for language in Language.allCases {
            let words = PolicyInWords(try Policy(parsing: text).expression, language).text
            for index in 0...60 { #expect(words.contains("“x\(index)”")) }
        }
    }
}

@Suite struct PolicyCheckTests {
    @Test func answersInJSON() {
        #expect(String(decoding: PolicyCheck("role:doctor", .english).json, as: UTF8.self) == #"{"ok":true,"words":"doctors","error":"","column":0}"#)
        #expect(
            String(decoding: PolicyCheck("\"a<\\\\b\" or role:nurse", .english).json, as: UTF8.self)
                == #"{"ok":true,"words":"whoever meets at least one of these:\u000a– everyone with the attribute “a\u003c\\b”\u000a– nurses","error":"","column":0}"#
        )
    }

    @Test func saysWhereItWentWrong() {
        let check = PolicyCheck("role:doctor and", .english)
        #expect(!check.isPolicy && check.column == 16 && check.words.isEmpty)
        #expect(check.error == "Column 16: an attribute, \"(\" or \"k of (\" expected, but the end found.")
        #expect(PolicyCheck("role:doctor and", .bangla).error == "১৬ নম্বর অক্ষর: এখানে বৈশিষ্ট্য, \"(\" অথবা \"k of (\" থাকার কথা, কিন্তু আছে নীতির শেষ।")
    }

    /// One refusal of each reason, and each of what the parser may expect: no English sentence among the Bangla.
    @Test(arguments: [
        "", "a b", "(a", "(a b", "2", "2 of", "2 of (a", "a >", "a#", "a#7", "a in", "a in 3", "a in 3..", "a in 3..2015-01-01", "a#65 = 1", "\"a",
        "\"a\\x\"", "a & b", "d >= 2026-02-30", "a#3 = 9", "a < 0", "3 of (a, b)", "\"\"", "epoch >= 3", "not a", "a = b", "a = 99999999999999999999",
        "a and 2026-01-01", "\"a\u{202e}\"",
    ])
    func refusesInBangla(_ policy: String) {
        let check = PolicyCheck(policy, .bangla)
        #expect(!check.isPolicy)
        for word in ["expected", "the ", "number", "name ", "found", "quoted", "bits"] { #expect(!check.error.contains(word), "\(check.error)") }
        #expect(check.error.unicodeScalars.contains { (0x0980...0x09ff).contains($0.value) })
    }
}
