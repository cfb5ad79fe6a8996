import AccessPolicy
import Framing
import Identity
import Cryptography

/// The authority's signature under what it granted to a user, made while the vault is open and kept beside the
/// certificate.
///
/// The attributes of a user stand nowhere else under a signature: not in the certificate, which everybody may read. Who
/// can write the file, but has no passphrase, cannot have a renewal certify anything else: other attributes, other
/// capabilities, another name or other keys, another user's device, or what an earlier certificate went with.
///
/// Ed25519 over frame("MEDSEAL-V1-GRANT", the enrolment request, the encoded attributes without the system's, the index of
/// the device's leaf as `u32`, the certificate). Capabilities, serial number, user identifier and the authority's fingerprint are in the certificate.
enum Grant {
    static func sign(
        _ request: EnrolmentRequest, _ attributes: AttributeSet, _ device: DeviceLeaf, _ certificate: Certificate,
        signedBy key: borrowing Ed25519.PrivateKey
    ) -> [UInt8] {
        key.sign(message(request, attributes, device, certificate))
    }

    /// Whether request, attributes, capabilities and newest certificate of `user` are what was granted together.
    static func verify(_ user: EnrolledUser, by authority: AuthorityDescription) -> Bool {
        user.capabilities == user.certificate.capabilities && user.certificate.deviceSubtree == user.device.subtree
            && authority.publicKey.verify(
                user.grantSignature, of: message(user.request, user.attributes, user.device, user.certificate))
    }

    private static func message(
        _ request: EnrolmentRequest, _ attributes: AttributeSet, _ device: DeviceLeaf, _ certificate: Certificate
    ) -> [UInt8] {
        var leaf = ByteWriter()
        leaf.u32(device.index)
        return frame([UInt8](utf8: "MEDSEAL-V1-GRANT"), request.bytes, attributes.encoded, leaf.bytes, certificate.bytes)
    }
}
