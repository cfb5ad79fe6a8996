// libpbc and, under it, GNU MP. Only with the trait PBC; no product links it otherwise.
#ifndef MEDSEAL_CPBC_SHIM_H
#define MEDSEAL_CPBC_SHIM_H

#include <pbc/pbc.h>

#endif
