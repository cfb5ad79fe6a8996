import CFieldArithmetic

/// Eight elements of Fp side by side, at an address inside a ``LaneMemory``.
///
/// A name for the place, not a value (who shares constants between threads only reads them): the formulas are written with three operands, as the papers' algorithms are, so
/// that no 512-byte value is copied. A result may be one of the operands. Bounds are in multiples of p, as in
/// `field_lanes.h`: products are below 1.5 p and want operands below 2¹⁶ p; a subtrahend is below
/// 1024 p.
@safe struct FpLanes: @unchecked Sendable {
    fileprivate let address: UnsafeMutablePointer<fp8_t>

    fileprivate init(_ address: UnsafeMutablePointer<fp8_t>) { unsafe self.address = unsafe address }

    /// The lanes that follow at a distance, in a table of the same allocation.
    @inline(__always)
    func advanced(by count: Int) -> FpLanes { unsafe FpLanes(address + count) }

    @inline(__always)
    func setProduct(_ a: FpLanes, _ b: FpLanes) { unsafe medseal_fp8_mul(address, a.address, b.address) }
    @inline(__always)
    func setSquare(_ a: FpLanes) { unsafe medseal_fp8_sqr(address, a.address) }
    /// a b + c d with one reduction, of operands below 2¹⁵ p.
    @inline(__always)
    func setSumOfProducts(_ a: FpLanes, _ b: FpLanes, _ c: FpLanes, _ d: FpLanes) {
        unsafe medseal_fp8_sum_of_products(address, a.address, b.address, c.address, d.address)
    }
    /// a b − c d with one reduction, of operands below 2¹⁵ p, c below 1024 p.
    @inline(__always)
    func setDifferenceOfProducts(_ a: FpLanes, _ b: FpLanes, _ c: FpLanes, _ d: FpLanes) {
        unsafe medseal_fp8_difference_of_products(address, a.address, b.address, c.address, d.address)
    }
    /// The bounds add up.
    @inline(__always)
    func setSum(_ a: FpLanes, _ b: FpLanes) { unsafe medseal_fp8_add(address, a.address, b.address) }
    /// a − b + 1024 p.
    @inline(__always)
    func setDifference(_ a: FpLanes, _ b: FpLanes) { unsafe medseal_fp8_sub(address, a.address, b.address) }
    /// The product with a small public factor: the bound is multiplied.
    @inline(__always)
    func setMultiple(_ a: FpLanes, _ factor: UInt64) { unsafe medseal_fp8_scale(address, a.address, factor) }
    /// a^((p−3)/4).
    func setPowerPMinus3Over4(_ a: FpLanes) { unsafe medseal_fp8_pow_p_minus_3_over_4(address, a.address) }

    /// b's lane where the mask's bit is 1, else a's; constant time in the mask.
    @inline(__always)
    func setSelection(_ a: FpLanes, _ b: FpLanes, mask: UInt8) { unsafe medseal_fp8_select(address, a.address, b.address, mask) }

    /// Lane k of the entry `indices[k]` of a table; every entry is read. The entries are `stride` lanes apart.
    @inline(__always)
    func setEntry(of table: FpLanes, stride: Int, count: Int, _ indices: LaneIndices) {
        unsafe withUnsafePointer(to: indices.value) { value in
            unsafe value.withMemoryRebound(to: UInt64.self, capacity: 8) { first in
                unsafe medseal_fp8_look_up(address, table.address, stride, count, first)
            }
        }
    }

    /// Bit k is 1 where lane k is 0.
    var zeroMask: UInt8 { unsafe medseal_fp8_is_zero(address) }
    /// Bit k is the parity of lane k (RFC 9380 §4.1).
    var oddMask: UInt8 { unsafe medseal_fp8_is_odd(address) }

    @inline(__always)
    func set(_ other: FpLanes) { unsafe address.update(from: other.address, count: 1) }

    /// Every lane the same element.
    func set(_ element: Fp) {
        var value = element.value
        unsafe medseal_fp8_broadcast(address, &value)
    }

    /// Lane k the element of `values[start + k]`.
    func set<Value>(_ values: [Value], from start: Int, _ element: (Value) -> Fp) {
        unsafe withUnsafeTemporaryAllocation(of: fp_t.self, capacity: 8) { buffer in
            for lane in 0..<8 { unsafe buffer.initializeElement(at: lane, to: element(values[start + lane]).value) }
            if let first = buffer.baseAddress {
                unsafe medseal_fp8_load(address, first)
                unsafe wipe_memory(first, 8 * MemoryLayout<fp_t>.stride)
            }
        }
    }

    /// The eight lanes, reduced.
    func elements() -> [Fp] {
        unsafe [Fp](unsafeUninitializedCapacity: 8) { buffer, count in
            if let first = buffer.baseAddress {
                unsafe UnsafeMutableRawPointer(first).withMemoryRebound(to: fp_t.self, capacity: 8) {
                    unsafe medseal_fp8_store($0, address)
                }
                count = 8
            }
        }
    }
}

/// One table index for each lane.
struct LaneIndices: BitwiseCopyable {
    fileprivate var value: SIMD8<UInt64> = .zero

    subscript(lane: Int) -> UInt64 {
        @inline(__always) get { value[lane] }
        @inline(__always) set { value[lane] = newValue }
    }
}

/// Room for lanes, which is wiped when it is given back: it has held secret points and multiples of them.
@safe struct LaneMemory {
    private let start: UnsafeMutablePointer<fp8_t>
    private let capacity: Int
    private var used = 0

    /// Whether the processor and the chosen kernel have eight lanes.
    static var isAvailable: Bool { medseal_field_kernel() == medseal_kernel_ifma }

    /// Lends `body` room for `capacity` times eight elements.
    static func with<Result>(capacity: Int, _ body: (inout LaneMemory) -> Result) -> Result {
        let byteCount = capacity * MemoryLayout<fp8_t>.stride
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 64)
        unsafe bytes.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
        defer {
            unsafe wipe_memory(bytes, byteCount)
            unsafe bytes.deallocate()
        }
        var memory = unsafe LaneMemory(start: bytes.assumingMemoryBound(to: fp8_t.self), capacity: capacity)
        return body(&memory)
    }

    /// Room that is never given back, for constants.
    static func permanent(capacity: Int) -> LaneMemory {
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: capacity * MemoryLayout<fp8_t>.stride, alignment: 64)
        return unsafe LaneMemory(start: bytes.bindMemory(to: fp8_t.self, capacity: capacity), capacity: capacity)
    }

    /// The next unused `count` elements of eight lanes, of which the first is named.
    mutating func take(_ count: Int = 1) -> FpLanes {
        precondition(used + count <= capacity, "the capacity is what the formulas take")
        used += count
        return unsafe FpLanes(start + (used - count))
    }
}
