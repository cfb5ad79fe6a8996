import AccessPolicy
import AttributeEncryption
import Cryptography
import Pairing

// Attribute-based encryption by the libraries alone: an authority, two keys, one ciphertext.
let authority = FABEO.setup()
func key(_ attributes: [String]) throws -> AttributeKey {
    FABEO.keyGeneration(authority.masterKey, authority.parameters, attributes: try AttributeSet(parsing: attributes))
}
let doctor = try key(["role:doctor", "hospital:NSTU"])
let nurse = try key(["role:nurse", "hospital:NSTU"])

// A key is encapsulated to the policy; the message is encrypted under that key, once, so the nonce may be fixed.
let policy = try Policy(parsing: "role:doctor and hospital:NSTU")
let nonce = [UInt8](repeating: 0, count: AES256GCM.nonceByteCount)
let sent = KeyEncapsulation.encapsulate(to: policy, authority.parameters)
let message = AES256GCM.seal(Array("blood group A".utf8), key: sent.key, nonce: nonce, authenticating: sent.ciphertext)

let opened = try KeyEncapsulation.decapsulate(sent.ciphertext, policy: policy.canonicalBytes, with: doctor, authority.parameters)
let text = try AES256GCM.open(message, key: opened, nonce: nonce, authenticating: sent.ciphertext)
print("the doctor reads:", String(decoding: text, as: UTF8.self))
do {
    _ = try KeyEncapsulation.decapsulate(sent.ciphertext, policy: policy.canonicalBytes, with: nurse, authority.parameters)
} catch { print("the nurse does not:", error) }

// And the pairing below it: e(aP, Q) = e(P, Q)^a.
let a = Scalar.random()
print("bilinear:", pairing(G1.generator.multiplied(by: a).affine, .generator) == GT.generator.power(a))
