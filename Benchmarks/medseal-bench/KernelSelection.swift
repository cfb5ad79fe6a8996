import Benchmarking
import CFieldArithmetic

/// Which arithmetic kernel works.
enum KernelSelection {
    /// The name of the kernel in use.
    static var current: String { name(medseal_field_kernel()) }

    private static func name(_ kernel: medseal_kernel) -> String {
        switch kernel {
        case medseal_kernel_ifma: "ifma"
        case medseal_kernel_adx: "adx"
        default: "portable"
        }
    }

    /// - Throws: ``BenchmarkFailure`` if this processor or this build lacks it.
    static func select(_ kernel: BenchmarkOptions.Kernel) throws(BenchmarkFailure) {
        let wanted =
            switch kernel {
            case .portable: medseal_kernel_portable
            case .adx: medseal_kernel_adx
            case .ifma: medseal_kernel_ifma
            }
        guard medseal_field_select_kernel(wanted) == wanted else {
            throw BenchmarkFailure("this processor has not what the kernel \(kernel.rawValue) needs")
        }
    }
}

/// What ends a run.
struct BenchmarkFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
