#if PBC
    import CPBC
    import Synchronization

    enum PBCLibrary {
        /// libpbc is not made for threads: it caches nonresidues in its fields, and its random numbers, which even square
        /// roots take, have one state in the process. One operation at a time, whatever the pairing.
        static let lock = Mutex<Void>(())
    }

    /// A pairing of libpbc: an owned `pairing_t`.
    @safe final class PBCContext: @unchecked Sendable {
        // Sendable: written by init and deinit only, except for what libpbc itself caches in its fields, which happens
        // under `PBCLibrary.lock`.
        let pairing: UnsafeMutablePointer<pairing_s>

        init(_ curve: PBCCurve) {
            unsafe pairing = .allocate(capacity: 1)
            let failed = PBCLibrary.lock.withLock { [pairing = unsafe pairing] _ in
                unsafe pairing_init_set_str(pairing, curve.parameters)
            }
            precondition(failed == 0, "libpbc takes its own parameters")
        }

        deinit {
            unsafe pairing_clear(pairing)
            unsafe pairing.deallocate()
        }
    }

    /// Which of a pairing's groups an element is of.
    enum PBCKind: Sendable { case scalar, g1, g2, gt }

    /// An element of one of a pairing's groups or of its field of scalars: an owned `element_t`, which does not change once
    /// it is made.
    ///
    /// A local variable whose pointer is all that libpbc sees of it is kept alive by `withExtendedLifetime`; parameters
    /// are by their callers.
    @safe public final class PBCElement: Equatable, @unchecked Sendable {
        // Sendable: written before it is handed out, only read afterwards.
        let element: UnsafeMutablePointer<element_s>
        /// Keeps the pairing alive.
        let context: PBCContext
        let kind: PBCKind

        /// 0, or 1 in a group.
        init(_ kind: PBCKind, _ context: PBCContext) {
            self.kind = kind
            self.context = context
            unsafe element = .allocate(capacity: 1)
            switch kind {
            case .scalar: unsafe element_init_Zr(element, context.pairing)
            case .g1: unsafe element_init_G1(element, context.pairing)
            case .g2: unsafe element_init_G2(element, context.pairing)
            case .gt: unsafe element_init_GT(element, context.pairing)
            }
            if kind == .scalar { unsafe element_set0(element) } else { unsafe element_set1(element) }
        }

        deinit {
            unsafe element_clear(element)
            unsafe element.deallocate()
        }

        /// A new element of the same kind.
        func sibling() -> PBCElement { PBCElement(kind, context) }

        var byteCount: Int { Int(unsafe element_length_in_bytes(element)) }

        var bytes: [UInt8] {
            var bytes = [UInt8](repeating: 0, count: byteCount)
            unsafe bytes.withUnsafeMutableBufferPointer { unsafe _ = element_to_bytes($0.baseAddress, element) }
            return bytes
        }

        /// Whether it is the neutral element of its group.
        var isNeutral: Bool { unsafe element_is1(element) != 0 }

        public static func == (a: PBCElement, b: PBCElement) -> Bool { unsafe element_cmp(a.element, b.element) == 0 }
    }

    /// An element with libpbc's table of its powers: an owned `element_pp_t`.
    @safe public final class PBCFixedBase: @unchecked Sendable {
        // Sendable: written by init and deinit only.
        let table: UnsafeMutablePointer<element_pp_s>
        /// The base, which the table refers to.
        let base: PBCElement

        init(_ base: PBCElement) {
            self.base = base
            unsafe table = .allocate(capacity: 1)
            unsafe element_pp_init(table, base.element)
        }

        deinit {
            unsafe element_pp_clear(table)
            unsafe table.deallocate()
        }
    }
#endif
