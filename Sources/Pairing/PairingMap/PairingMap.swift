/// e(P, Q) of G1 × G2 → GT: the optimal ate pairing with the final exponent 3 (p¹² − 1)/r, bilinear and not degenerate.
///
/// 1 if P or Q is the identity. Constant time but for that.
public func pairing(_ p: G1Affine, _ q: G2Affine) -> GT { productOfPairings([(p, q)]) }

/// ∏ e(Pᵢ, Qᵢ): one chain of squarings and one final exponentiation for all pairs; 1 for none.
public func productOfPairings(_ pairs: [(G1Affine, G2Affine)]) -> GT { MillerLoopResult(pairs).finalExponentiation() }
