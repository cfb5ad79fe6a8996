import AccessPolicy
import HealthRecord

extension Language {
    /// Every text of the language with the place it stands at, for a reader who checks that none is missing or left
    /// untranslated.
    package var allTexts: [(path: String, text: String)] {
        let strings = strings
        var texts: [(path: String, text: String)] = []
        func list(_ path: String, _ value: Any) {
            if let text = value as? String {
                texts.append((path, text))
            } else {
                for child in Mirror(reflecting: value).children { list("\(path).\(child.label ?? "")", child.value) }
            }
        }
        list("frame", strings.frame.section)
        list("account", strings.account.section)
        list("lists", strings.lists.section)
        list("form", strings.form.section)
        list("record", strings.record.section)
        list("authority", strings.authority.section)
        list("errors", strings.errors.section)
        list("policy.labels", strings.policy.labels)
        list("policy.all", strings.policy.all)
        list("policy.any", strings.policy.any)
        for (role, noun) in strings.policy.roles.sorted(by: { $0.key < $1.key }) { list("role.\(role)", noun) }
        for (name, text) in strings.policy.departments.sorted(by: { $0.key < $1.key }) { list("department.\(name)", text) }
        let counted = [
            strings.frame.problems, strings.lists.total, strings.lists.unreadable, strings.record.readingCount, strings.record.closedParts,
            strings.record.withheldParts,
            strings.authority.requestCount,
        ]
        for (index, text) in counted.enumerated() { for count in [1, 2] { list("counted.\(index).\(count)", text(count)) } }
        for found in [0, 1, 2] { list("searched.\(found)", strings.lists.searched(found, 9)) }
        list("age", strings.record.age(0, 1) + strings.record.age(41, 500))
        for flash in Flash.allCases { list("flash.\(flash)", strings.frame.flash(flash)) }
        for column in RecordListView.Column.allCases { list("column.\(column)", strings.lists.column(column)) }
        for field in RecordFields.all { list("field.\(RecordFields.name(field))", strings.form.field(field)) }
        for usual in PolicyTemplate.Usual.allCases { list("usualPolicy.\(usual)", strings.form.usualPolicy(usual)) }
        for sex in PatientForm.sexes { list("sex.\(sex)", strings.form.sex(sex)) }
        for kind in RecordFields.measurements { list("unit.\(kind)", strings.form.unit(kind)) }
        for kind in HistoryView.Access.Kind.allCases { list("access.\(kind)", strings.record.access(kind)) }
        for action in AuditView.Action.allCases { list("audit.\(action)", strings.authority.act(action)) }
        for kind in ErrorView.Kind.allCases {
            let explanation = strings.errors.explanation(kind)
            list("error.\(kind)", explanation.title)
            list("error.\(kind).hint", explanation.hint)
        }
        for reason in FailureReason.allCases { list("failure.\(reason)", strings.errors.failure(reason)) }
        for (index, failure) in [WriteFailure.notSaved(.noAnswer), .notKnown].enumerated() {
            let words = strings.errors.writeFailure(failure)
            list("writeFailure.\(index)", words.title)
            list("writeFailure.\(index).text", words.text)
        }
        let patient: [PatientForm.Fault] = [.missing, .notADate, .inTheFuture, .unknownValue, .notAPhoneNumber, .notANumber, .implausible, .tooLong]
        for fault in patient { list("fault.\(fault)", strings.faults.patient(fault, nil)) }
        let fields: [FieldFault] = [
            .missing, .tooLong(maximum: 9), .tooShort(minimum: 9), .notAllowed, .notAnAddress, .notAFingerprint, .otherFingerprint, .unreachable,
            .notAPolicy(PolicyError(.negation)), .excludesAuthor, .alreadyTaken, .noSuchAccount, .wrongPassphrase, .tooManyAttempts(seconds: 9),
            .doNotMatch, .sameAsBefore, .fileTooLarge(maximum: 9), .unreadableFile,
        ]
        for (index, fault) in fields.enumerated() { list("fieldFault.\(index)", strings.faults.field(fault, digits, size)) }
        let warnings: [KeyStatus.Warning] = [
            .old(current: 2), .revoked(since: 0), .certificateEnds(0), .certificateEnded(0), .indexIsOld, .indexIsIncomplete, .authorityUnreachable,
            .storeUnreachable,
        ]
        for (index, warning) in warnings.enumerated() { list("warning.\(index)", strings.lists.warning(warning) { _ in "–" }) }
        return texts
    }
}
