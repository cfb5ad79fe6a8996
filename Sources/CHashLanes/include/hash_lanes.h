// SHA-256 (FIPS 180-4) of two messages of one length side by side. One message leaves most of the processor's SHA unit idle,
// because each round waits for the one before; two fill it.
//
// For the Merkle tree over encrypted chunks, which are public. Everything else hashes with libcrypto.
#ifndef MEDSEAL_HASH_LANES_H
#define MEDSEAL_HASH_LANES_H

#include <stddef.h>
#include <stdint.h>

/// Whether this processor can: x86-64 with SHA-NI.
int medseal_sha256_pair_is_available(void);

/// digests = SHA-256(prefix || a) || SHA-256(prefix || b), 64 bytes, of two messages of `count` bytes. Only where it is
/// available.
void medseal_sha256_pair(uint8_t digests[64], uint8_t prefix, const uint8_t *a, const uint8_t *b, size_t count);

#endif
