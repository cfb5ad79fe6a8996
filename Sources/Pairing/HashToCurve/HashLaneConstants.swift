import CFieldArithmetic

/// The constants of hashing to G1 in every lane, made at first use.
final class HashLaneConstants: Sendable {
    static let shared = HashLaneConstants()

    /// The coefficients of a polynomial, the constant term first.
    struct Coefficients {
        let first: FpLanes
        let count: Int
        subscript(index: Int) -> FpLanes { first.advanced(by: index) }
    }

    let zero, one, minusIsogenousA, isogenousB, isogenousATimesNonsquare, rootOfMinusNonsquare: FpLanes
    let xNumerator, xDenominator, yNumerator, yDenominator: Coefficients

    private init() {
        let isogeny = Isogeny.toG1
        let polynomials = [isogeny.xNumerator, isogeny.xDenominator, isogeny.yNumerator, isogeny.yDenominator]
        var memory = LaneMemory.permanent(capacity: 6 + polynomials.reduce(0) { $0 + $1.count })
        func constant(_ element: Fp) -> FpLanes {
            let lanes = memory.take()
            lanes.set(element)
            return lanes
        }
        zero = constant(.zero)
        one = constant(.one)
        minusIsogenousA = constant(-Fp.isogenousA)
        isogenousB = constant(.isogenousB)
        isogenousATimesNonsquare = constant(.isogenousA * .nonsquare)
        rootOfMinusNonsquare = constant(.rootOfMinusNonsquare)
        let coefficients = polynomials.map { polynomial in
            Coefficients(first: polynomial.map(constant)[0], count: polynomial.count)
        }
        (xNumerator, xDenominator, yNumerator, yDenominator) = (coefficients[0], coefficients[1], coefficients[2], coefficients[3])
    }
}
