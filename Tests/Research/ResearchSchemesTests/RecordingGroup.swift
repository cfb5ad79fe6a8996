import AccessPolicy
import Pairing
import ResearchSchemes
import Synchronization

/// BLS12-381 with a record of what was hashed.
struct RecordingGroup: BilinearGroup {
    private final class Record: Sendable {
        let inputs = Mutex<[HashInput]>([])
    }

    private let base = BLS12381()
    private let record = Record()

    var name: String { base.name }
    var field: PairingScalarField { base.field }
    var g1: BLS12381.FirstGroup { base.g1 }
    var g2: BLS12381.SecondGroup { base.g2 }
    var gt: BLS12381.TargetGroup { base.gt }

    var recorded: [HashInput] { record.inputs.withLock { $0 } }

    func hashToG1(_ inputs: [HashInput]) -> [Pairing.G1] {
        record.inputs.withLock { $0 += inputs }
        return base.hashToG1(inputs)
    }

    func productOfPairings(_ first: [Pairing.G1], _ second: [Pairing.G2]) -> Pairing.GT { base.productOfPairings(first, second) }
}
