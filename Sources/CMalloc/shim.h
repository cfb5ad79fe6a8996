// The C library's allocator (glibc): what is not part of the Glibc module that Swift ships.
#ifndef MEDSEAL_CMALLOC_SHIM_H
#define MEDSEAL_CMALLOC_SHIM_H

#include <malloc.h>

#endif
