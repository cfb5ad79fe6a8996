extension PolicyTemplate {
    /// A usual policy under its name in a language.
    public init(_ usual: Usual, policy: String, _ language: Language) {
        self.init(id: usual.rawValue, name: language.strings.form.usualPolicy(usual), policy: policy)
    }
}
