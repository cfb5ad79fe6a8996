import PortalPages
import Testing

/// Contrast as WCAG 2.2 defines it.
@Suite struct PaletteTests {
    private func luminance(_ colour: String) throws -> Double {
        try #require(colour.hasPrefix("#") && colour.count == 7)
        let number = try #require(UInt32(colour.dropFirst(), radix: 16))
        func channel(_ shift: UInt32) -> Double {
            let value = Double((number >> shift) & 0xff) / 255
            return value <= 0.04045 ? value / 12.92 : power((value + 0.055) / 1.055)
        }
        return 0.2126 * channel(16) + 0.7152 * channel(8) + 0.0722 * channel(0)
    }

    /// x^2.4 for x from 0 to 1: x² times the fifth root of x², the root by Newton's method.
    private func power(_ x: Double) -> Double {
        let square = x * x
        var root = 1.0
        for _ in 0..<60 { root = (4 * root + square / (root * root * root * root)) / 5 }
        return square * root
    }

    private func contrast(_ one: String, _ other: String) throws -> Double {
        let (a, b) = (try luminance(one), try luminance(other))
        return (max(a, b) + 0.05) / (min(a, b) + 0.05)
    }

    @Test func measuresAsDefined() throws {
        #expect(abs(try contrast("#000000", "#ffffff") - 21) < 0.001)
        #expect(abs(try contrast("#777777", "#ffffff") - 4.478) < 0.001)
    }

    @Test(arguments: Palette.all.indices)
    func textsCanBeRead(_ index: Int) throws {
        let palette = Palette.all[index]
        for (pairs, least) in [(Palette.texts, 4.5), (Palette.borders, 3.0)] {
            for pair in pairs {
                let ratio = try contrast(try #require(palette.colour(pair.text)), try #require(palette.colour(pair.ground)))
                #expect(ratio >= least, "\(palette.name): \(pair.text) on \(pair.ground) has \(ratio)")
            }
        }
    }
}

@Suite struct AssetTests {
    @Test func areNamedByTheirContent() {
        #expect(Set(Assets.all.map(\.path)).count == 3)
        for asset in Assets.all {
            #expect(!asset.bytes.isEmpty && asset.path.hasPrefix("/assets/"))
            #expect(asset.path.split(separator: ".")[1].count == 16)
        }
    }

    /// Braces and comments of the stylesheet are balanced, and every colour that it uses is one of the palette.
    @Test func theStylesheetUsesThePalette() {
        let css = String(decoding: Assets.stylesheet.bytes, as: UTF8.self)
        #expect(css.count { $0 == "{" } == css.count { $0 == "}" })
        let used = Set(css.split(separator: "var(--").dropFirst().map { String($0.prefix { $0 != ")" }) })
        #expect(used.count > 15)
        for name in used { #expect(Palette.all.allSatisfy { $0.colour(name) != nil }, "\(name)") }
    }
}
