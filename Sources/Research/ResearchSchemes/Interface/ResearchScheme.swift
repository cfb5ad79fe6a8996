public import AccessPolicy
import Framing
public import Pairing
public import Cryptography

/// The schemes of this module, with their numbers in encodings.
public enum SchemeName: UInt8, CaseIterable, Hashable, Sendable {
    /// Riepel, Wee, CCS 2022: ``RW22``.
    case fabeo = 1
    /// Waters, PKC 2011: ``Waters11``.
    case waters11 = 2
    /// Bethencourt, Sahai, Waters, IEEE S&P 2007: ``BSW07``.
    case bsw07 = 3
    /// Agrawal, Chase, CCS 2017: ``FAME``.
    case fame = 4
    /// Rouselakis, Waters, FC 2015: ``RW15``.
    case rw15 = 5

    /// As the literature writes it.
    public var title: String {
        switch self {
        case .fabeo: "FABEO"
        case .waters11: "Waters11"
        case .bsw07: "BSW07"
        case .fame: "FAME"
        case .rw15: "RW15"
        }
    }
}

/// Ciphertext-policy attribute-based key encapsulation, secure against chosen plaintexts, for comparison and research.
///
/// Sealed records never use it: they use the engine's `KeyEncapsulation`, which is FABEO secure against chosen
/// ciphertexts. Here a changed ciphertext, or a key that lies about its attributes, gives another key and no error, and
/// intermediate values are not wiped.
///
/// A scheme conforms by the four algorithms on group elements; the functions that applications call take and give
/// serialised objects.
public protocol ResearchScheme<Group>: Sendable {
    /// The pairing that the scheme runs on.
    associatedtype Group: BilinearGroup

    /// The scheme's name, whose number stands in all its encodings.
    static var name: SchemeName { get }
    /// What a user's key consists of.
    static var keyShape: KeyShape { get }
    /// Predicted numbers of group operations.
    static var costs: SchemeCosts { get }

    /// The backend.
    var group: Group { get }

    /// What the parameters and the master key consist of; `nil` if none have that context.
    static func setupShape(context: [UInt8]) -> (parameters: ElementCount, masterKey: ElementCount)?
    /// The ``SchemeParameters/context`` that ``setup(using:)`` gives.
    static var defaultContext: [UInt8] { get }
    /// What the ciphertext under a policy consists of.
    static func ciphertextShape(_ program: SpanProgram) -> ElementCount

    /// Setup: the elements of the parameters and of the master key of a new authority.
    func setupElements(
        context: [UInt8], using source: inout some RandomNumberGenerator
    ) -> (parameters: GroupElements<Group>, masterKey: GroupElements<Group>)

    /// What stands in a new key's ``UserKey/context``.
    func keyContext(using source: inout some RandomNumberGenerator) -> [UInt8]

    /// KeyGen: a key for `labels`, fresh at every call.
    func keyElements(
        _ masterKey: SchemeMasterKey<Group>, _ parameters: SchemeParameters<Group>, labels: [AttributeLabel],
        context: [UInt8], using source: inout some RandomNumberGenerator
    ) throws(SchemeError) -> KeyElements<Group>

    /// Encaps: a ciphertext and the value that it encapsulates.
    func ciphertextElements(
        _ program: SpanProgram, _ parameters: SchemeParameters<Group>, using source: inout some RandomNumberGenerator
    ) throws(SchemeError) -> (ciphertext: GroupElements<Group>, shared: Group.GT.Element)

    /// Decaps: the encapsulated value.
    func sharedValue(
        _ ciphertext: EncodedElements<Group>, _ program: SpanProgram, _ used: UsedRows<Group.Field.Value>,
        with key: borrowing UserKey<Group>, _ parameters: SchemeParameters<Group>
    ) throws(DecodingError) -> Group.GT.Element
}

/// The rows with which a key satisfies a policy. Public.
public struct UsedRows<Coefficient: Sendable>: Sendable {
    /// Rows of the span program, rising.
    public let rows: [Int]
    /// ω of each.
    public let coefficients: [Coefficient]
    /// Where the key has the label of each.
    public let places: [Int]
}

/// A new authority.
public struct SchemeAuthority<Group: BilinearGroup>: Sendable {
    /// For everybody.
    public let parameters: SchemeParameters<Group>
    /// Makes keys for any attributes.
    public let masterKey: SchemeMasterKey<Group>

    /// An authority whose two halves were made together.
    public init(parameters: SchemeParameters<Group>, masterKey: SchemeMasterKey<Group>) {
        self.parameters = parameters
        self.masterKey = masterKey
    }
}

/// A key and the ciphertext that carries it.
public struct SchemeEncapsulation: ~Copyable, Sendable {
    /// 32 bytes.
    public let key: SecretBytes
    /// The group elements of GT, G2 and G1, whose numbers follow from the policy.
    public let ciphertext: [UInt8]
}

/// Length of an encapsulated key, in bytes.
public let encapsulatedKeyByteCount = 32

extension ResearchScheme {
    public static var defaultContext: [UInt8] { [] }

    public func keyContext(using source: inout some RandomNumberGenerator) -> [UInt8] { [] }

    /// Setup.
    public func setup(using source: inout some RandomNumberGenerator) -> SchemeAuthority<Group> {
        setup(context: Self.defaultContext, using: &source)
    }

    func setup(context: [UInt8], using source: inout some RandomNumberGenerator) -> SchemeAuthority<Group> {
        let (parameters, masterKey) = setupElements(context: context, using: &source)
        return SchemeAuthority(
            parameters: SchemeParameters(Self.name, context: context, parameters, in: group),
            masterKey: SchemeMasterKey(elements: masterKey))
    }

    /// Reads ``SchemeParameters/bytes`` from an untrusted source.
    ///
    /// - Throws: `.malformed` or `.malformedElement`.
    public func parameters(bytes: [UInt8]) throws(SchemeError) -> SchemeParameters<Group> {
        var reader = ByteReader(bytes)
        let context: [UInt8]
        let rest: [UInt8]
        do {
            try reader.expect(
                SchemeParameters.header(Self.name, in: group),
                "version 1 of \(Self.name.title)'s public parameters over \(group.name)")
            context = try reader.framed(atMost: Self.maximumContextLength, "the context")
            rest = try reader.raw(reader.remaining)
        } catch { throw .malformed(error) }
        guard let shape = Self.setupShape(context: context) else {
            throw .malformed(MalformedInput(offset: reader.offset, reason: "the context"))
        }
        do {
            let elements = try EncodedElements(rest, shape.parameters, in: group).all()
            return SchemeParameters(Self.name, context: context, elements, in: group)
        } catch { throw .malformedElement(error) }
    }

    /// Longest ``SchemeParameters/context``, in bytes.
    private static var maximumContextLength: Int { 1 << 16 }

    /// Reads ``SchemeMasterKey/encoded(in:)``.
    ///
    /// - Throws: `.malformedElement`.
    public func masterKey(
        encoded secret: borrowing SecretBytes, _ parameters: SchemeParameters<Group>
    ) throws(SchemeError) -> SchemeMasterKey<Group> {
        var bytes = secret.revealed()
        defer { wipe(&bytes) }
        do {
            let shape = Self.setupShape(context: parameters.context)?.masterKey ?? ElementCount()
            return SchemeMasterKey(elements: try EncodedElements(bytes, shape, in: group).all())
        } catch { throw .malformedElement(error) }
    }

    /// KeyGen: a key for `attributes`, fresh at every call.
    public func keyGeneration(
        _ authority: SchemeAuthority<Group>, attributes: AttributeSet, using source: inout some RandomNumberGenerator
    ) throws(SchemeError) -> UserKey<Group> {
        let context = keyContext(using: &source)
        let elements = try keyElements(
            authority.masterKey, authority.parameters, labels: attributes.labels, context: context, using: &source)
        return userKey(attributes, context, elements, authority.parameters)
    }

    func userKey(
        _ attributes: AttributeSet, _ context: [UInt8], _ elements: KeyElements<Group>, _ parameters: SchemeParameters<Group>
    ) -> UserKey<Group> {
        UserKey(
            Self.name, Self.keyShape, attributes: attributes, parametersIdentifier: parameters.identifier, context: context,
            elements, in: group)
    }

    /// Reads ``UserKey/encoded()``. Its elements are checked by ``UserKey/check()``.
    ///
    /// - Throws: `.malformed`.
    public func userKey(encoded secret: borrowing SecretBytes) throws(SchemeError) -> UserKey<Group> {
        do { return try UserKey(encoded: secret, Self.name, Self.keyShape, in: group) } catch { throw .malformed(error) }
    }

    /// Encaps: a fresh key under `policy`, which only keys that satisfy it recover.
    ///
    /// - Throws: `.repeatedLabel` by FAME; `.unknownAuthority` by RW15.
    public func encapsulate(
        to policy: Policy, _ parameters: SchemeParameters<Group>, using source: inout some RandomNumberGenerator
    ) throws(SchemeError) -> SchemeEncapsulation {
        let (ciphertext, shared) = try ciphertextElements(SpanProgram(policy), parameters, using: &source)
        return SchemeEncapsulation(
            key: derivedKey(shared, policy.canonicalBytes, parameters), ciphertext: ciphertext.encoded(in: group))
    }

    /// Decaps: the key of a ciphertext under `policy`, given as the bytes that came with it.
    ///
    /// - Throws: `.foreignKey`, `.malformedPolicy`, `.policyNotSatisfied`, or `.malformedElement` if the length or an
    ///   element that is used is wrong.
    public func decapsulate(
        _ ciphertext: [UInt8], policy policyBytes: [UInt8], with key: borrowing UserKey<Group>,
        _ parameters: SchemeParameters<Group>
    ) throws(SchemeError) -> SecretBytes {
        guard key.parametersIdentifier == parameters.identifier else { throw .foreignKey }
        let policy: Policy
        do { policy = try Policy(canonical: policyBytes) } catch { throw .malformedPolicy(error) }
        let shared = try openedValue(ciphertext, SpanProgram(policy), with: key, parameters)
        return derivedKey(shared, policyBytes, parameters)
    }

    /// The encapsulated element that a key of these parameters finds in a ciphertext.
    package func openedValue(
        _ ciphertext: [UInt8], _ program: SpanProgram, with key: borrowing UserKey<Group>, _ parameters: SchemeParameters<Group>
    ) throws(SchemeError) -> Group.GT.Element {
        guard let used = usedRows(program, key.labels) else { throw .policyNotSatisfied }
        do {
            let elements = try EncodedElements(ciphertext, Self.ciphertextShape(program), in: group)
            return try sharedValue(elements, program, used, with: key, parameters)
        } catch { throw .malformedElement(error) }
    }

    func usedRows(_ program: SpanProgram, _ labels: [AttributeLabel]) -> UsedRows<Group.Field.Value>? {
        var places: [AttributeLabel: Int] = [:]
        for (index, label) in labels.enumerated() { places[label] = index }
        guard let terms = program.solve(variableTime: Set(labels), in: group.field) else { return nil }
        return UsedRows(
            rows: terms.map(\.row), coefficients: terms.map(\.coefficient),
            places: terms.compactMap { places[program.labels[$0.row]] })
    }

    /// KDF(GT value, "research scheme", scheme, identifier of the parameters, policy), 32 bytes.
    private func derivedKey(
        _ shared: Group.GT.Element, _ policy: [UInt8], _ parameters: SchemeParameters<Group>
    ) -> SecretBytes {
        var bytes = group.gt.encode([shared])
        return KeyDerivation.derive(
            SecretBytes(wiping: &bytes), "research scheme", [[Self.name.rawValue], parameters.identifier, policy],
            count: encapsulatedKeyByteCount)
    }

    /// `shared` of a span program in the exponent: λ of each row.
    func shares(
        of secret: Group.Field.Value, over program: SpanProgram, using source: inout some RandomNumberGenerator
    ) -> [Group.Field.Value] {
        program.shares(
            of: secret, randomness: group.field.random(program.randomnessCount, using: &source), in: group.field)
    }
}

extension ResearchScheme {
    /// pointᵢ^coefficientᵢ for public coefficients, where each has a pairing of its own.
    func weightedPoints(
        _ points: [Group.G1.Element], _ coefficients: [Group.Field.Value]
    ) -> [Group.G1.Element] {
        zip(points, coefficients).map { group.g1.productOfPowersVariableTime([$0], [$1]) }
    }
}
