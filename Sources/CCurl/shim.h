// libcurl (Debian libcurl4-openssl-dev).
#ifndef MEDSEAL_CCURL_SHIM_H
#define MEDSEAL_CCURL_SHIM_H

#include <curl/curl.h>

#endif
