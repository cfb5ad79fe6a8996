// utf8proc (Debian libutf8proc-dev): Unicode normalisation of attribute names.
#ifndef MEDSEAL_CUTF8PROC_SHIM_H
#define MEDSEAL_CUTF8PROC_SHIM_H

#include <utf8proc.h>

#endif
