import HealthRecord

/// Bangla for the cases of enumerations.
extension Strings {
    static func banglaFlash(_ flash: Flash) -> String {
        switch flash {
        case .recordCreated: "রেকর্ডটি সিল করে সংরক্ষণ করা হয়েছে।"
        case .recordSaved: "পরিবর্তন সিল করে সংরক্ষণ করা হয়েছে।"
        case .recordShared: "নতুন পাঠক নির্ধারণ করা হয়েছে।"
        case .recordDeleted: "রেকর্ডটি মুছে ফেলা হয়েছে।"
        case .recordSharedInPart: "রেকর্ডটির নতুন পাঠক নির্ধারণ করা হয়েছে। কিছু নথি বা পরিমাপের আগের পাঠকই রয়ে গেছেন, যেমন অন্যরা যা যোগ করেছেন।"
        case .recordDeletedInPart: "রেকর্ডটি মুছে ফেলা হয়েছে। এর কিছু নথি বা পরিমাপ ভান্ডারে রয়ে গেছে, যেমন অন্যরা যা যোগ করেছেন।"
        case .nothingChanged: "কিছু বদলানো হয়নি, তাই কিছু সংরক্ষণ করা হয়নি।"
        case .keysFetched: "নতুন চাবি আনা হয়েছে।"
        case .keysUnchanged: "আপনার চাবিই সর্বশেষ।"
        case .savedNotFindable:
            "রেকর্ডটি সিল করে সংরক্ষণ করা হয়েছে, কিন্তু অনুসন্ধানে এখনো পাওয়া যাবে না। পরের বার লগইন করলে, অথবা সারসংক্ষেপ পাতায় এখনই, এটি ঠিক করা হবে।"
        case .indexRekeyed: "অনুসন্ধান সূচি নবায়ন করা হয়েছে।"
        case .indexRebuilt: "অনুসন্ধান সূচি সম্পূর্ণ।"
        case .passphraseChanged: "পাসফ্রেজ বদলানো হয়েছে।"
        case .requestSent: "আপনার আবেদন পাঠানো হয়েছে।"
        case .stillWaiting: "এখনো সিদ্ধান্ত হয়নি।"
        case .approved: "অনুমোদিত; চাবি দেওয়া হয়েছে।"
        case .rejected: "নাকচ করা হয়েছে; আবেদনকারী কারণ দেখতে পাবেন।"
        case .revoked: "বাতিল করা হয়েছে।"
        case .renewed: "চাবি নবায়ন করা হয়েছে।"
        case .renewedAll: "সব চাবি নবায়ন করা হয়েছে।"
        case .epochPublished: "পরবর্তী মেয়াদপর্ব প্রকাশিত হয়েছে। এখন চাবিগুলো নবায়ন করুন।"
        }
    }

    static func banglaKeyWarning(_ warning: KeyStatus.Warning, _ date: (UInt64) -> String) -> String {
        switch warning {
        case .old(let current):
            "আপনার চাবি আগের মেয়াদপর্বের; বর্তমান মেয়াদপর্ব \(Language.bangla.digits(Int(current)))। নবায়ন না হওয়া পর্যন্ত নতুন রেকর্ড খুলবে না।"
        case .revoked(let since): "\(date(since)) তারিখে আপনার প্রবেশাধিকার বাতিল হয়েছে। প্রশাসকের সঙ্গে কথা বলুন।"
        case .certificateEnds(let end): "আপনার সনদের মেয়াদ \(date(end)) তারিখে শেষ হবে। প্রশাসককে নবায়ন করতে বলুন।"
        case .certificateEnded(let end): "আপনার সনদের মেয়াদ \(date(end)) তারিখে শেষ হয়েছে। নবায়ন না হলে সংরক্ষণ করা যাবে না।"
        case .indexIsOld: "আপনার অনুসন্ধান সূচির চাবি বর্তমান মেয়াদপর্বের আগের। নবায়ন করুন, যেন যাঁদের অনুমতি আর নেই তাঁরা পুরোনো চাবি দিয়ে কিছু খুঁজে না পান।"
        case .authorityUnreachable: "চাবি কর্তৃপক্ষ সাড়া দিচ্ছে না। সেখানে হয়তো আপনার নতুন চাবি আছে।"
        case .indexIsIncomplete: "কিছু রেকর্ড অনুসন্ধানে পাওয়া যাবে না, কারণ ভান্ডারকে তা জানানো যায়নি।"
        case .storeUnreachable: "রেকর্ড ভান্ডার সাড়া দিচ্ছে না। তালিকাটি পুরোনো হতে পারে।"
        }
    }

    static func banglaColumn(_ column: RecordListView.Column) -> String {
        switch column {
        case .name: "নাম"
        case .number: "আইডি নম্বর"
        case .birth: "জন্ম"
        case .sex: "লিঙ্গ"
        case .phone: "ফোন"
        case .changed: "পরিবর্তন"
        case .owner: "লেখক"
        }
    }

    static func banglaField(_ field: PatientForm.Field) -> String {
        switch field {
        case .name: "নাম"
        case .idNumber: "আইডি নম্বর"
        case .birthDate: "জন্ম তারিখ"
        case .sex: "লিঙ্গ"
        case .phone: "ফোন"
        case .address: "ঠিকানা"
        case .allergies: "অ্যালার্জি"
        case .conditions: "রোগ"
        case .medications: "ওষুধ"
        case .attachments: "ফাইল যোগ করুন"
        case .observation(let kind):
            switch kind {
            case .bloodGroup: "রক্তের গ্রুপ"
            case .history: "রোগের ইতিহাস"
            case .notes: "মন্তব্য"
            case .heartRate: "নাড়ির গতি"
            case .bodyTemperature: "তাপমাত্রা"
            case .respiratoryRate: "শ্বাসের হার"
            case .oxygenSaturation: "অক্সিজেন স্যাচুরেশন"
            case .bodyWeight: "ওজন"
            case .bodyHeight: "উচ্চতা"
            case .systolicPressure: "রক্তচাপ, উপরের"
            case .diastolicPressure: "রক্তচাপ, নিচের"
            }
        }
    }

    static func banglaFieldHint(_ field: PatientForm.Field) -> String? {
        switch field {
        case .idNumber: "এনআইডি, জন্মনিবন্ধন বা হাসপাতালের নম্বর"
        case .allergies, .conditions, .medications: "প্রতি লাইনে একটি"
        default: nil
        }
    }

    static func banglaSex(_ code: String) -> String {
        switch code {
        case "female": "নারী"
        case "male": "পুরুষ"
        case "other": "অন্যান্য"
        case "unknown": "জানা নেই"
        default: code
        }
    }

    static func banglaUnit(_ kind: PatientForm.ObservationKind) -> String {
        switch kind {
        case .bloodGroup, .history, .notes: ""
        case .heartRate, .respiratoryRate: "প্রতি মিনিটে"
        case .bodyTemperature: "°সে."
        case .oxygenSaturation: "%"
        case .bodyWeight: "কেজি"
        case .bodyHeight: "সেমি"
        case .systolicPressure, .diastolicPressure: "মিমি পারদ"
        }
    }

    static func banglaAccess(_ kind: HistoryView.Access.Kind) -> String {
        switch kind {
        case .create: "তৈরি করেছেন"
        case .read: "এনেছেন"
        case .update: "সংরক্ষণ করেছেন"
        case .rewrap: "পাঠক নির্ধারণ করেছেন"
        case .delete: "মুছেছেন"
        }
    }

    static func banglaAuditAction(_ action: AuditView.Action) -> String {
        switch action {
        case .initialise: "কর্তৃপক্ষ স্থাপন"
        case .submit: "আবেদন গ্রহণ"
        case .approve: "অনুমোদন"
        case .reject: "নাকচ"
        case .renew: "চাবি নবায়ন"
        case .revoke: "বাতিল"
        case .publish: "মেয়াদপর্ব প্রকাশ"
        }
    }
}

extension Strings {
    static func banglaUsualPolicy(_ usual: PolicyTemplate.Usual) -> String {
        switch usual {
        case .colleaguesInHospital: "আমার হাসপাতালের সহকর্মীরা"
        case .colleaguesInDepartment: "আমার বিভাগের সহকর্মীরা"
        case .everybodyInHospital: "আমার হাসপাতালের সবাই"
        case .colleaguesAnywhere: "সব হাসপাতালের সহকর্মীরা"
        }
    }
}
