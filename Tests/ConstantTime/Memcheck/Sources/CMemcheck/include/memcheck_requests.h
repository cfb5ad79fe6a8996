// Valgrind's client requests (Debian package valgrind), which are macros. Without valgrind they do nothing.
#ifndef MEDSEAL_MEMCHECK_REQUESTS_H
#define MEDSEAL_MEMCHECK_REQUESTS_H

#include <stddef.h>

/// From here on memcheck reports every branch and every address that depends on these bytes.
void memcheck_make_secret(void *bytes, size_t count);

/// The bytes may be looked at again.
void memcheck_make_public(void *bytes, size_t count);

#endif
