#include "memcheck_requests.h"

#include <valgrind/memcheck.h>

void memcheck_make_secret(void *bytes, size_t count) { (void)VALGRIND_MAKE_MEM_UNDEFINED(bytes, count); }

void memcheck_make_public(void *bytes, size_t count) { (void)VALGRIND_MAKE_MEM_DEFINED(bytes, count); }
