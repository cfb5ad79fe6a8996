import CLibFuzzer
import Glibc

/// The groups of decoders that are fuzzed together.
///
/// Each target demands more than that nothing traps: what is accepted must be written again as the same bytes, and what
/// one part accepts another must understand.
enum FuzzTarget: String, CaseIterable {
    case policy, group, keys, record, statements, identity, symmetric, http, database, health, forms, dicom, search

    func run(_ input: [UInt8]) {
        switch self {
        case .policy: PolicyTarget.run(input)
        case .group: GroupTarget.run(input)
        case .keys: KeysTarget.run(input)
        case .record: RecordTarget.run(input)
        case .statements: StatementTarget.run(input)
        case .identity: IdentityTarget.run(input)
        case .symmetric: SymmetricTarget.run(input)
        case .http: HTTPTarget.run(input)
        case .database: DatabaseTarget.run(input)
        case .health: HealthTarget.run(input)
        case .forms: FormsTarget.run(input)
        case .dicom: DICOMTarget.run(input)
        case .search: SearchTarget.run(input)
        }
    }
}

/// Traps, which libFuzzer reports together with the input.
func demand(_ holds: Bool, _ law: StaticString) {
    if !holds { fatalError("\(law)") }
}

/// The callback is a C function and captures nothing, so the target waits here; set once, before the loop.
nonisolated(unsafe) private var running = FuzzTarget.policy

/// libFuzzer's loop, with the program's arguments behind the target's name.
func runFuzzer(_ target: FuzzTarget) -> Int32 {
    unsafe running = target
    var count = CommandLine.argc - 1
    var arguments = unsafe CommandLine.unsafeArgv + 1
    return unsafe withUnsafeMutablePointer(to: &arguments) { pointer in
        unsafe pointer.withMemoryRebound(to: Optional<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>.self, capacity: 1) {
            unsafe LLVMFuzzerRunDriver(&count, $0) { data, size in
                unsafe running.run(Array(UnsafeBufferPointer(start: data, count: size)))
                return 0
            }
        }
    }
}

/// SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): the same keys in every run, so that seeds stay valid.
struct FixedGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }
}
