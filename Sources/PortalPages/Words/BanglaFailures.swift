/// Bangla for what went wrong.
extension Strings {
    static func banglaFailure(_ reason: FailureReason) -> String {
        switch reason {
        case .cannotConnect: "সার্ভারের ঠিকানায় কেউ সাড়া দিচ্ছে না।"
        case .noAnswer: "সার্ভারের উত্তর এসে পৌঁছায়নি।"
        case .serverNotTrusted: "সার্ভারটি নিজের পরিচয় প্রমাণ করতে পারেনি।"
        case .refused: "সার্ভার অনুরোধটি নেয়নি, অথবা সার্ভারেই সমস্যা হয়েছে।"
        case .storeIsFull: "রেকর্ড ভান্ডার পূর্ণ।"
        case .notUnderstood: "সার্ভারের উত্তর বোঝা যায়নি।"
        case .otherAuthority: "এই ঠিকানার কর্তৃপক্ষ আপনার কর্তৃপক্ষ নয়। আর এগোবেন না; প্রশাসককে জিজ্ঞাসা করুন।"
        case .revoked: "চাবি কর্তৃপক্ষ আপনার অনুমতি তুলে নিয়েছে।"
        case .certificateEnded: "আপনার সনদের মেয়াদ শেষ।"
        case .notApproved: "চাবি কর্তৃপক্ষ এখনো আপনাকে অনুমোদন করেনি।"
        case .damagedFile: "এই কম্পিউটারে অ্যাকাউন্টের একটি ফাইল নষ্ট হয়েছে।"
        case .changedMeanwhile: "এর মধ্যে অন্য কেউ রেকর্ডটি বদলেছেন।"
        case .olderThanSeen: "ভান্ডার রেকর্ডটির পুরোনো অবস্থা দিয়েছে, যার চেয়ে নতুনটি আপনি দেখেছেন: ভান্ডার পিছিয়ে গেছে, অথবা মিথ্যা বলছে।"
        case .otherContentThanSeen: "রেকর্ডের এই সংস্করণে আগে অন্য কিছু লেখা দেখেছিলেন।"
        case .deletedBefore: "ভান্ডার এমন রেকর্ড দিয়েছে যা আপনি মুছে ফেলেছেন: ভান্ডার পিছিয়ে গেছে, অথবা মিথ্যা বলছে।"
        case .storeLies: "যে রেকর্ড চাওয়া হয়েছিল, ভান্ডার তার বদলে অন্য রেকর্ড দিয়েছে।"
        case .alteredRecord: "রেকর্ডটি নষ্ট হয়েছে বা পথে বদলানো হয়েছে।"
        case .untrustedAuthor: "সিল করার সময় রেকর্ডের লেখকের বৈধ সনদ ছিল না।"
        case .untrustedRewrapper: "অনুমতি নেই এমন কেউ রেকর্ডের পাঠক বদলেছেন।"
        case .newerFormat: "রেকর্ডটি এই প্রোগ্রামের নতুন সংস্করণে তৈরি।"
        case .tooLong: "রেকর্ডটি এত বড় যে এখানে দেখানো যায় না।"
        case .foreignPart: "রেকর্ডে এমন অংশের উল্লেখ আছে যা অন্য লেখকের।"
        case .noPatient: "রেকর্ডে যা আছে তা রোগীর রেকর্ড হিসেবে বোঝা যায়নি।"
        case .tooManyDocuments: "একজন লেখক একটি রেকর্ডে যত নথি দিতে পারেন, ততগুলো আছে।"
        case .alreadyDecided: "এই আবেদনের সিদ্ধান্ত আগেই হয়ে গেছে।"
        case .userRevoked: "এই ব্যবহারকারীর অনুমতি চিরতরে বাতিল করা হয়েছে।"
        case .attributesNotGranted: "বৈশিষ্ট্যগুলো ঠিকভাবে লেখা হয়নি, অথবা অনেক বেশি।"
        case .epochNotNext: "বর্তমান মেয়াদপর্বের পরে এটি আসতে পারে না।"
        case .damagedDatabase: "কর্তৃপক্ষের ডেটাবেস নষ্ট হয়েছে। ব্যাকআপ থেকে ফিরিয়ে আনুন।"
        case .wrongPassphrase: "পাসফ্রেজটি ঠিক নয়।"
        case .other: "অনুরোধ নম্বর দিয়ে লগে আরও জানা যাবে।"
        }
    }

    static func banglaWriteFailure(_ failure: WriteFailure) -> (title: String, text: String) {
        switch failure {
        case .notSaved(let reason):
            (
                "এটি সংরক্ষণ করা হয়নি",
                Strings.banglaFailure(reason) + " রেকর্ডটি আগের মতোই আছে। আপনি যা লিখেছেন তা নিচে আছে; ফাইল আবার বেছে নিতে হবে।"
            )
        case .notKnown:
            (
                "এটি সংরক্ষণ হয়েছে কি না জানা যায়নি",
                "ভান্ডারের উত্তর হারিয়ে গেছে। ফরমটি আবার পাঠানোর আগে রেকর্ডটি দেখুন: আপনি যা লিখেছেন তা নিচে আছে, ফাইল আবার বেছে নিতে হবে।"
            )
        }
    }
}
