// GNU MP (Debian libgmp-dev): the oracle of the field arithmetic's differential test. Not linked into any product.
#ifndef MEDSEAL_CGMP_SHIM_H
#define MEDSEAL_CGMP_SHIM_H

#include <gmp.h>

#endif
