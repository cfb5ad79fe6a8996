// Runs the constant-time operations on scalars and elements that memcheck takes for uninitialised: it reports every branch
// and every address that depends on them (Langley: "ctgrind", 2010). Prints one line for each operation.
import CMemcheck
import Pairing

func secret<T: BitwiseCopyable>(_ value: T) -> T {
    var copy = value
    unsafe withUnsafeMutableBytes(of: &copy) { unsafe memcheck_make_secret($0.baseAddress, $0.count) }
    return copy
}

func revealed<T: BitwiseCopyable>(_ value: T) -> T {
    var copy = value
    unsafe withUnsafeMutableBytes(of: &copy) { unsafe memcheck_make_public($0.baseAddress, $0.count) }
    return copy
}

func check(_ name: String, _ isRight: Bool) {
    print(isRight ? "ok   " : "WRONG", name)
    if !isRight { fatalError("\(name) gives a wrong result") }
}

let k = Scalar.random(), inverse = k.inverse(), threeTimes = k + k + k
let g1 = G1.generator.multiplied(by: .random()), g2 = G2.generator.multiplied(by: .random())
let p = g1.affine, q = g2.affine, e = pairing(p, q)
let kg1 = g1.multiplied(by: k), kg2 = g2.multiplied(by: k), ek = e.power(k)

if CommandLine.arguments.contains("--control") {
    // Must be reported: shows that the method sees something.
    check("control", revealed(g1.multipliedVariableTime(by: secret(k))) == kg1)
} else {
    check("Scalar arithmetic", revealed(secret(k) * secret(k) + secret(k) - -secret(k)) == k * k + k + k)
    check("Scalar inverse", revealed(secret(k).inverse()) == inverse)
    check("Scalar to bytes", secret(k).bigEndianBytes.map { revealed($0) } == k.bigEndianBytes)
    let wide = (0..<64).map { UInt8($0) }
    check("Scalar from wide bytes", revealed(Scalar(reducing: wide.map { secret($0) })) == Scalar(reducing: wide))
    check("G1 product", revealed(secret(g1).multiplied(by: secret(k))) == kg1)
    check("G1 product to affine", revealed(g1.multiplied(by: secret(k)).affine) == kg1.affine)
    check("G1 from affine", revealed(G1(secret(p)) + secret(p)) == g1.doubled())
    check("G1 sums", revealed(secret(g1) + secret(g1)) == g1.doubled())
    check("G1 fixed base", revealed(G1FixedBase(g1).multiply(secret(k))) == kg1)
    check("G2 product", revealed(secret(g2).multiplied(by: secret(k))) == kg2)
    check("G2 product to affine", revealed(g2.multiplied(by: secret(k)).affine) == kg2.affine)
    check("G2 fixed base", revealed(G2FixedBase(g2).multiply(secret(k))) == kg2)
    check("GT power", revealed(secret(e).power(secret(k))) == ek)
    check("GT fixed base", revealed(GTFixedBase(e).power(secret(k))) == ek)
    check("GT to bytes", secret(e).bytes.map { revealed($0) } == e.bytes)
    let sum = G1.multiScalarMultiplication([p, secret(p), p], [secret(k), k, secret(k)])
    check("G1 multi-scalar multiplication", revealed(sum) == g1.multiplied(by: threeTimes))
    check("public scalars, secret points", revealed(G1.multiScalarMultiplicationVariableTime([secret(p), p], [k, .one])) == kg1 + g1)
}
