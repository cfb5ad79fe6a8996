// GNU libmicrohttpd (Debian libmicrohttpd-dev).
#ifndef MEDSEAL_CMICROHTTPD_SHIM_H
#define MEDSEAL_CMICROHTTPD_SHIM_H

#include <microhttpd.h>

#endif
