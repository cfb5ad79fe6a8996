// libcurl (Debian libcurl4-openssl-dev).
#ifndef MEDSEAL_CCURL_SHIM_H
#define MEDSEAL_CCURL_SHIM_H

#include <curl/curl.h>

// curl_easy_setopt and curl_easy_getinfo are variadic macros, which Swift does not import: one function for each type of
// argument.

static inline CURLcode medseal_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode medseal_curl_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode medseal_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode medseal_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

typedef size_t (*medseal_curl_transfer)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode medseal_curl_set_transfer(CURL *handle, CURLoption option, medseal_curl_transfer callback) {
    return curl_easy_setopt(handle, option, callback);
}

static inline long medseal_curl_status(CURL *handle) {
    long status = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    return status;
}

#endif
