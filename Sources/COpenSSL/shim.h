// OpenSSL's libcrypto (Debian libssl-dev), as MedSeal uses it: digests, MACs, KDFs, AEAD and the two curves of RFC 7748/8032.
#ifndef MEDSEAL_COPENSSL_SHIM_H
#define MEDSEAL_COPENSSL_SHIM_H

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#endif
