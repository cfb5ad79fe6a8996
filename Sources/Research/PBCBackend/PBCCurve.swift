/// The curves of libpbc that most published figures of attribute encryption come from.
///
/// Neither is fit to protect a record. GT of type A is in a field of 1024 bits, GT of type F in one of 1896 bits, and both
/// groups have an order of about 160 bits: at most 80 bits of security. libpbc is not constant-time, either, and does not
/// wipe what it frees.
public enum PBCCurve: String, CaseIterable, Sendable {
    /// y² = x³ + x over a 512-bit field, supersingular: a symmetric pairing, G1 = G2.
    case typeA
    /// A Barreto–Naehrig curve over a 158-bit field: an asymmetric pairing with an embedding degree of 12.
    case typeF

    /// How reports name the curve.
    public var title: String {
        switch self {
        case .typeA: "PBC type A"
        case .typeF: "PBC type F"
        }
    }

    /// The values of `a.param` and `f.param` of libpbc 1.0.0, which it generated and publications use.
    var parameters: String {
        switch self {
        case .typeA:
            """
            type a
            q 8780710799663312522437781984754049815806883199414208211028653399266475630880222957078625179422662221423155858769582317459277713367317481324925129998224791
            h 12016012264891146079388821366740534204802954401251311822919615131047207289359704531102844802183906537786776
            r 730750818665451621361119245571504901405976559617
            exp2 159
            exp1 107
            sign1 1
            sign0 1

            """
        case .typeF:
            """
            type f
            q 205523667896953300194896352429254920972540065223
            r 205523667896953300194895899082072403858390252929
            b 40218105156867728698573668525883168222119515413
            beta 115334401956802802075595682801335644058796914268
            alpha0 191079354656274778837764015557338301375963168470
            alpha1 71445317903696340296199556072836940741717506375

            """
        }
    }

    /// The order of the group that libpbc hashes to when it hashes to G2, over r: libpbc does not clear it.
    ///
    /// Type A clears its own. The twist of a Barreto–Naehrig curve of order r over F_q has r (2q − r) points over F_q²
    /// (Barreto, Naehrig: Pairing-Friendly Elliptic Curves of Prime Order, 2005), and this is 2q − r.
    var cofactorOfG2: String? {
        switch self {
        case .typeA: nil
        case .typeF: "205523667896953300194896805776437438086689877517"
        }
    }
}
