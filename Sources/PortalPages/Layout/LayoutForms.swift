/// Forms and their fields.
extension Layout {
    /// A form that posts, with the token that proves it to be of this session.
    func form(_ path: String, _ attributes: HTMLAttribute..., @HTMLBuilder content: () -> HTML) -> HTML {
        .element(
            "form", [.attribute("method", "post"), .action(path)] + attributes,
            group {
                hidden("csrf", context.csrf)
                content()
            })
    }

    func hidden(_ name: String, _ value: String) -> HTML {
        .void("input", [.type("hidden"), .name(name), .value(value)])
    }

    /// A button that is a form of its own.
    func button(_ path: String, _ text: String, _ classes: StaticString = "") -> HTML {
        form(path, .classes("single")) { tag("button", .classes(classes), .type("submit"), text: text) }
    }

    /// The buttons at a form's end.
    func submit(_ text: String, cancel: String? = nil, isDangerous: Bool = false) -> HTML {
        tag("div", .classes("buttons")) {
            tag("button", isDangerous ? .classes("danger") : .classes("primary"), .type("submit"), text: text)
            if let cancel { link(cancel, .classes("button"), text: strings.frame.cancel) }
        }
    }

    /// A field with its label, hint and fault.
    struct Field {
        var name: String
        var label: String
        var isRequired = false
        var hint: String?
        var fault: String?
        /// A value beside it that somebody else saved.
        var saved: String?
        /// Distinguishes fields of one name in several forms of a page.
        var suffix = ""

        var id: String { "f-\(name)\(suffix)" }
        var describedBy: String? {
            let ids = [fault.map { _ in "\(id)-fault" }, saved.map { _ in "\(id)-saved" }, hint.map { _ in "\(id)-hint" }].compactMap { $0 }
            return ids.isEmpty ? nil : ids.joined(separator: " ")
        }
        /// What every control of a field has.
        var attributes: [HTMLAttribute] {
            [
                .id(id), .name(name), .flag("required", isRequired), .attribute("aria-describedby", ifAny: describedBy),
                .attribute("aria-invalid", ifAny: fault.map { _ in "true" }),
            ]
        }
    }

    func field(_ field: Field, _ control: HTML) -> HTML {
        tag(
            "div", field.fault != nil ? .classes("field", "faulty") : field.saved != nil ? .classes("field", "differing") : .classes("field")
        ) {
            label(field)
            if let hint = field.hint { tag("p", .classes("hint"), .id("\(field.id)-hint"), text: hint) }
            if let fault = field.fault { tag("p", .classes("fault"), .id("\(field.id)-fault"), text: fault) }
            control
            if let saved = field.saved {
                tag("p", .classes("saved"), .id("\(field.id)-saved")) {
                    tag("strong", text: strings.form.presentValue)
                    " "
                    saved.isEmpty ? strings.form.emptyValue : saved
                }
            }
        }
    }

    private func label(_ field: Field) -> HTML {
        tag("label", .attribute("for", field.id)) {
            field.label
            if field.isRequired {
                " "
                tag("span", .classes("required"), text: strings.frame.required)
            }
            if field.saved != nil {
                " "
                tag("span", .classes("mark"), text: strings.form.differing)
            }
        }
    }

    func input(_ description: Field, type: StaticString = "text", value: String, autocomplete: String = "off", _ more: HTMLAttribute...) -> HTML {
        field(
            description,
            .void("input", description.attributes + [.type(type), .value(value), .attribute("autocomplete", autocomplete)] + more))
    }

    /// A passphrase, which is never sent back.
    func passphrase(_ description: Field, autocomplete: String, _ more: HTMLAttribute...) -> HTML {
        field(
            description,
            .void(
                "input",
                description.attributes + [.type("password"), .attribute("autocomplete", autocomplete), .attribute("maxlength", "1024")] + more))
    }

    func textArea(_ description: Field, value: String, rows: Int, _ more: HTMLAttribute...) -> HTML {
        // A line feed at the start is dropped by a browser; one more keeps that of the text.
        field(
            description,
            .element(
                "textarea", description.attributes + [.attribute("rows", String(rows)), .attribute("autocomplete", "off")] + more, .text("\n" + value)
            ))
    }

    /// `options` are values and what is shown for them; the first may be empty, for nothing chosen.
    func select(_ description: Field, options: [(value: String, text: String)], chosen: String, autocomplete: String = "off") -> HTML {
        field(
            description,
            .element(
                "select", description.attributes + [.attribute("autocomplete", autocomplete)],
                HTML(
                    options.map { option in
                        .element("option", [.value(option.value), .flag("selected", option.value == chosen)], .text(option.text))
                    })))
    }

    /// Boxes to tick, all of one name.
    func checkboxes(_ description: Field, options: [(value: String, text: String, note: String?)], chosen: Set<String>) -> HTML {
        tag("fieldset", .id(description.id), .classes("boxes"), .attribute("aria-describedby", ifAny: description.describedBy)) {
            tag("legend", text: description.label)
            if let hint = description.hint { tag("p", .classes("hint"), .id("\(description.id)-hint"), text: hint) }
            if let fault = description.fault { tag("p", .classes("fault"), .id("\(description.id)-fault"), text: fault) }
            tag("div", .classes("ticks")) {
                for (index, option) in options.enumerated() {
                    tag("label", .classes("tick"), .attribute("for", "\(description.id)-\(index)")) {
                        HTML.void(
                            "input",
                            [
                                .id("\(description.id)-\(index)"), .type("checkbox"), .name(description.name), .value(option.value),
                                .flag("checked", chosen.contains(option.value)),
                            ])
                        tag("span") {
                            option.text
                            if let note = option.note {
                                " "
                                tag("small", text: note)
                            }
                        }
                    }
                }
            }
        }
    }

    /// What has to be corrected, with links to the fields.
    func problems(_ faults: [(field: Field, text: String)]) -> HTML {
        guard !faults.isEmpty else { return .empty }
        return tag(
            "div", .classes("problems"), .attribute("role", "alert"), .attribute("tabindex", "-1"), .label(strings.frame.problems(faults.count))
        ) {
            tag("h2", text: strings.frame.problems(faults.count))
            tag("ul") {
                for fault in faults { tag("li") { link("#\(fault.field.id)", text: "\(fault.field.label): \(fault.text)") } }
            }
        }
    }

    func text(_ fault: FieldFault) -> String { strings.faults.field(fault, language.digits, language.size) }
}
