import Framing
import Identity
import TestSupport
import Testing

/// Which names a stranger can have: what is read on a page must be all that is there.
@Suite struct DisplayTextTests {
    /// Whether a certificate and an enrolment request can carry the name.
    private func isAccepted(_ name: String) throws -> Bool {
        let fixture = try Fixture()
        let inCertificate = error {
            _ = try Certificate.issue(
                serial: 1, name: .init(displayName: name), hospital: "", signingKey: fixture.user.signingKey.publicKey,
                agreementKey: fixture.user.agreementKey.publicKey, deviceSubtree: 0, capabilities: .author, notBefore: 1, notAfter: 2, epoch: 1,
                by: fixture.authority, signedBy: fixture.authorityKey)
        }
        var claims = Fixture.claims
        claims.displayName = name
        let inRequest = error { _ = try EnrolmentRequest(claims, to: fixture.authority.fingerprint, by: fixture.user, created: 1) }
        #expect((inCertificate == nil) == (inRequest == nil))
        #expect(inCertificate == nil || inCertificate.isMalformed)
        return inCertificate == nil
    }

    @Test(arguments: [
        "Dr. A", "Università", "陳美玲", "রহিমা খাতুন", "O\u{2019}Neill", "Søren Þór", "محمد علي", "Nguyễn Văn A",
        // র‍্যাব with a joiner, র‌্যাব with a non-joiner, ক্‌ষ, a joiner behind a virama.
        "র\u{200d}\u{9cd}যাব", "র\u{200c}\u{9cd}যাব", "ক\u{9cd}\u{200c}ষ", "ত\u{9cd}\u{200d}সব", "क\u{94d}\u{200d}ष",
    ])
    func namesOfPeopleAreAccepted(name: String) throws { #expect(try isAccepted(name)) }

    @Test(arguments: [
        // Default_Ignorable_Code_Point: soft hyphen, grapheme joiner, Arabic letter mark, Hangul fillers, Mongolian selectors,
        // zero-width space, marks of direction, word joiner, invisible operators, deprecated controls, variation selectors,
        // byte-order mark, shorthand and musical controls, tags.
        "\u{ad}", "\u{34f}", "\u{61c}", "\u{115f}", "\u{1160}", "\u{17b4}", "\u{180b}", "\u{180e}", "\u{200b}", "\u{200e}", "\u{200f}",
        "\u{2060}", "\u{2064}", "\u{206a}", "\u{3164}", "\u{fe00}", "\u{fe0f}", "\u{feff}", "\u{ffa0}", "\u{1bca0}", "\u{1d173}", "\u{e0001}",
        "\u{e0041}", "\u{e0100}",
        // What moves other text, and control characters.
        "\u{202a}", "\u{202e}", "\u{2066}", "\u{2069}", "\u{2028}", "\u{2029}", "\u{0}", "\u{7}", "\u{1b}[2J", "\n", "\r", "\t", "\u{7f}", "\u{85}",
        // Joiners with no virama beside them, or beside each other.
        "\u{200c}", "\u{200d}", "র\u{200d}", "\u{9cd}\u{200d}\u{200d}", "\u{200c}\u{200c}\u{9cd}",
    ])
    func whatNobodySeesIsRefused(text: String) throws {
        for name in ["Dr\(text)A", "\(text)Dr A", "Dr A\(text)"] where name != "Dr A\(text)" || !text.hasSuffix("\u{9cd}") {
            #expect(try !isAccepted(name), "\(name.unicodeScalars.map { String($0.value, radix: 16) })")
        }
    }
}
