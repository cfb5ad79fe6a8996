import AccessPolicy

/// Choosing who may read.
extension Layout {
    /// The text area of a policy that is written by hand.
    func policyField(_ fault: FieldFault?) -> Field {
        Field(name: RecordFields.policy, label: strings.form.policyText, hint: strings.form.customHint, fault: fault.map(text))
    }

    /// Templates, each with the words for its policy, and one's own text, which the script checks while it is typed.
    func policyChoice(_ choice: PolicyChoice) -> HTML {
        let form = strings.form
        let isCustom = choice.chosen == PolicyChoice.custom
        return tag("fieldset", .classes("choices")) {
            tag("legend", text: form.accessHint)
            for (index, template) in choice.templates.enumerated() {
                tag("div", .classes("choice")) {
                    radio(template.id, id: "f-template-\(index)", isChosen: template.id == choice.chosen)
                    tag("label", .attribute("for", "f-template-\(index)"), text: template.name)
                    tag("div", .classes("preview")) {
                        words(ofPolicy: template.policy)
                        tag("code", text: template.policy)
                    }
                }
            }
            tag("div", .classes("choice")) {
                radio(PolicyChoice.custom, id: "f-template-custom", isChosen: isCustom)
                tag("label", .attribute("for", "f-template-custom"), text: form.customPolicy)
                tag("div", .classes("preview")) {
                    textArea(
                        policyField(choice.fault), value: choice.text, rows: 3, .attribute("spellcheck", "false"), .attribute("dir", "ltr"),
                        .attribute("data-policy", "/policy/check"), .attribute("data-chooses", "f-template-custom"))
                    customWords(choice)
                }
            }
        }
    }

    /// Where the script shows what the text means; without it, what the server made of the last one.
    private func customWords(_ choice: PolicyChoice) -> HTML {
        tag("div", .classes("live"), .id("f-policy-live"), .attribute("aria-live", "polite"), .attribute("data-title", strings.form.readers)) {
            if choice.fault == nil, let policy = try? Policy(parsing: choice.text) {
                tag("strong", text: "\(strings.form.readers):")
                words(PolicyInWords(policy.expression, language))
            }
        }
    }

    private func radio(_ value: String, id: String, isChosen: Bool) -> HTML {
        .void("input", [.type("radio"), .id(id), .name(RecordFields.template), .value(value), .flag("checked", isChosen)])
    }
}
