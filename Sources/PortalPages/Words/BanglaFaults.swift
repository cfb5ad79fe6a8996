import HealthRecord

/// Bangla for what can be wrong.
extension Strings {
    static func banglaPatientFault(_ fault: PatientForm.Fault, _ range: String?) -> String {
        switch fault {
        case .missing: "ঘরটি পূরণ করুন।"
        case .notADate: "এমন কোনো তারিখ নেই।"
        case .inTheFuture: "এই তারিখ এখনো আসেনি।"
        case .unknownValue: "তালিকা থেকে একটি বেছে নিন।"
        case .notAPhoneNumber: "ফোন নম্বরে ৩ থেকে ২০টি অঙ্ক থাকে।"
        case .notANumber: "সংখ্যা লিখুন, যেমন ৩৭.৫।"
        case .implausible: range.map { "আবার দেখুন: মানটি \($0)-এর মধ্যে হওয়ার কথা।" } ?? "আবার দেখুন: এমন মান হয় না।"
        case .tooLong: "লেখাটি বেশি বড়।"
        }
    }

    static func banglaFieldFault(_ fault: FieldFault, _ number: (Int) -> String, _ size: (UInt64) -> String) -> String {
        switch fault {
        case .missing: "ঘরটি পূরণ করুন।"
        case .tooLong(let maximum): "সর্বোচ্চ \(number(maximum))টি অক্ষর।"
        case .tooShort(let minimum): "কমপক্ষে \(number(minimum))টি অক্ষর।"
        case .notAllowed: "এখানে লেখা যায় না এমন চিহ্ন আছে।"
        case .notAnAddress: "ঠিকানা https:// দিয়ে শুরু হয়।"
        case .notAFingerprint: "শনাক্তছাপে ৬৪টি অঙ্ক ও a থেকে f পর্যন্ত অক্ষর থাকে।"
        case .otherFingerprint: "এই ঠিকানার কর্তৃপক্ষের শনাক্তছাপ ভিন্ন। আর এগোবেন না; প্রশাসককে জানান।"
        case .unreachable: "এই ঠিকানায় এমন কোনো সার্ভার সাড়া দেয় না।"
        case .notAnAttribute(let error), .notAPolicy(let error): PolicyGrammar.bangla.error(error, number)
        case .excludesAuthor: "এই নীতিতে আপনি নিজেই রেকর্ডটি খুলতে পারবেন না। নিজেকে অন্তর্ভুক্ত করুন।"
        case .alreadyTaken: "এই নামের একটি অ্যাকাউন্ট এই কম্পিউটারে আছে।"
        case .noSuchAccount: "এই কম্পিউটারে এমন কোনো অ্যাকাউন্ট নেই।"
        case .wrongPassphrase: "পাসফ্রেজ সঠিক নয়।"
        case .tooManyAttempts(let seconds): "অনেকবার চেষ্টা হয়েছে। \(number(seconds)) সেকেন্ড পর আবার চেষ্টা করুন।"
        case .doNotMatch: "পাসফ্রেজ দুটি মেলেনি।"
        case .sameAsBefore: "এটি বর্তমান পাসফ্রেজ।"
        case .fileTooLarge(let maximum): "একটি ফাইল \(size(maximum))-এর চেয়ে বড়।"
        case .unreadableFile: "একটি ফাইল নষ্ট, অথবা নামের সঙ্গে তার মিল নেই।"
        }
    }

    static func banglaExplanation(_ kind: ErrorView.Kind) -> (title: String, hint: String) {
        switch kind {
        case .badRequest: ("অনুরোধটি বোঝা যায়নি", "ফিরে গিয়ে আবার চেষ্টা করুন।")
        case .staleForm: ("ফরমটি আগের সেশনের", "ফিরে গিয়ে পাতাটি নতুন করে খুলে আবার পাঠান।")
        case .forbidden: ("আপনার এই কাজের অনুমতি নেই", "রেকর্ডের লেখক বা আপনার প্রশাসক এটি করতে পারেন।")
        case .notFound: ("এমন কোনো পাতা নেই", "ঠিকানা ভুল হতে পারে, অথবা রেকর্ডটি সরানো হয়েছে।")
        case .gone: ("রেকর্ডটি মুছে ফেলা হয়েছে", "এটি আর ফেরানো যাবে না।")
        case .methodNotAllowed: ("এখানে এটি করা যায় না", "পাতার বোতাম ব্যবহার করুন।")
        case .tooLarge: ("আকার বেশি বড়", "ছোট ফাইল পাঠান, অথবা একবারে কম ফাইল পাঠান।")
        case .tooManyRequests: ("অনেক বেশি অনুরোধ", "একটু পরে আবার চেষ্টা করুন।")
        case .authorityUnreachable: ("চাবি কর্তৃপক্ষ সাড়া দিচ্ছে না", "নেটওয়ার্ক দেখুন। যেসব রেকর্ড এখানে আছে, সেগুলো পড়া যাবে।")
        case .storeUnreachable: ("রেকর্ড ভান্ডার সাড়া দিচ্ছে না", "নেটওয়ার্ক দেখে আবার চেষ্টা করুন।")
        case .damaged: ("রেকর্ডটি নষ্ট বা জাল", "এর ওপর নির্ভর করবেন না। লেখককে জিজ্ঞাসা করুন এবং প্রশাসককে জানান।")
        case .notCertified: ("আপনার সনদ আর কার্যকর নয়", "প্রশাসককে নবায়ন করতে বলুন।")
        case .storeIsFull: ("রেকর্ড ভান্ডার পূর্ণ", "কিছু সংরক্ষণ করা হয়নি। প্রশাসককে জানান।")
        case .inner: ("কিছু একটা ভুল হয়েছে", "আবার চেষ্টা করুন। আবার হলে প্রশাসককে অনুরোধ নম্বরটি জানান।")
        }
    }
}
