/// The colours of a portal, from which its stylesheet is written: in one place, so that a test can measure contrasts.
package struct Palette: Sendable {
    package let name: String
    /// Name of the custom property without `--`, and `#rrggbb`.
    package let colours: [(name: String, value: String)]
    /// Pairs of a text's colour and what it stands on, each of which must have a contrast of 4.5 (WCAG 2.2, 1.4.3 AA).
    package static let texts: [(text: String, ground: String)] = [
        ("ink", "page"), ("ink", "surface"), ("ink", "sunken"), ("soft", "page"), ("soft", "surface"), ("soft", "sunken"),
        ("accent", "page"), ("accent", "surface"), ("accent", "sunken"), ("on-accent", "accent"), ("on-top", "top"), ("top-soft", "top"),
        ("danger", "surface"), ("danger", "page"), ("danger", "danger-ground"), ("ink", "danger-ground"), ("warn", "warn-ground"),
        ("ink", "warn-ground"), ("good", "good-ground"), ("ink", "good-ground"), ("good", "surface"), ("accent", "tint"), ("ink", "tint"),
        ("soft", "tint"),
    ]
    /// Pairs of a control's border and what it stands on: 3 (WCAG 2.2, 1.4.11 AA).
    package static let borders: [(text: String, ground: String)] = [
        ("field", "surface"), ("field", "page"), ("accent", "surface"), ("focus", "page"), ("focus", "surface"),
    ]

    /// The colour of that name; the palette has every name that the pairs have.
    package func colour(_ name: String) -> String? { colours.first { $0.name == name }?.value }

    package static let all = [light, dark, authorityLight, authorityDark]

    static let light = Palette(
        name: "light",
        colours: [
            ("page", "#f3f6f6"), ("surface", "#ffffff"), ("sunken", "#edf2f2"), ("ink", "#12262b"), ("soft", "#4c6268"), ("line", "#d5dfe0"),
            ("field", "#778b90"), ("accent", "#0a6068"), ("on-accent", "#ffffff"), ("tint", "#e3f0f1"), ("focus", "#b25500"),
            ("top", "#0b3f47"), ("on-top", "#ffffff"), ("top-soft", "#bfd9dc"), ("top-field", "#175660"),
            ("danger", "#a8201a"), ("danger-ground", "#fdeeec"), ("warn", "#754600"), ("warn-ground", "#fff3da"), ("good", "#17643a"),
            ("good-ground", "#e6f4ea"),
        ])

    static let dark = Palette(
        name: "dark",
        colours: [
            ("page", "#0e1618"), ("surface", "#162124"), ("sunken", "#1d2b2f"), ("ink", "#e6eeef"), ("soft", "#a3b6ba"), ("line", "#2c3d41"),
            ("field", "#71878c"), ("accent", "#74cdd1"), ("on-accent", "#06282c"), ("tint", "#18343a"), ("focus", "#ffb35c"),
            ("top", "#0a2a30"), ("on-top", "#f0f7f7"), ("top-soft", "#a8c8cc"), ("top-field", "#143b43"),
            ("danger", "#ff9d94"), ("danger-ground", "#3a1a18"), ("warn", "#ffc978"), ("warn-ground", "#352610"), ("good", "#86d9a4"),
            ("good-ground", "#14301f"),
        ])

    /// The authority's pages are plum, so that nobody types the master key's passphrase into the doctors' portal.
    static let authorityLight = light.replacing(
        "authority-light",
        [
            ("accent", "#6a2c70"), ("tint", "#f4e9f5"), ("top", "#43194a"), ("top-soft", "#e2c9e5"), ("top-field", "#5b2a63"), ("page", "#f7f4f7"),
            ("sunken", "#f2edf3"), ("line", "#e0d6e1"),
        ])

    static let authorityDark = dark.replacing(
        "authority-dark",
        [
            ("accent", "#dda6e3"), ("on-accent", "#2e0c33"), ("tint", "#34203a"), ("top", "#2d1233"), ("top-soft", "#d3b5d7"),
            ("top-field", "#46204e"),
            ("page", "#151017"), ("surface", "#1f1822"), ("sunken", "#29202d"), ("line", "#3d3142"),
        ])

    private func replacing(_ name: String, _ others: [(name: String, value: String)]) -> Palette {
        Palette(name: name, colours: colours.map { colour in others.first { $0.name == colour.name } ?? colour })
    }

    /// As CSS's custom properties.
    var declarations: String { colours.map { "--\($0.name):\($0.value)" }.joined(separator: ";") }

    /// Both portals by day and by night.
    static var rules: String {
        """
        :root{color-scheme:light dark}
        body{\(light.declarations)}
        body.authority{\(authorityLight.declarations)}
        @media screen and (prefers-color-scheme:dark){
        body{\(dark.declarations)}
        body.authority{\(authorityDark.declarations)}
        }

        """
    }
}
