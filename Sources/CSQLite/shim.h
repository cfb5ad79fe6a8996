// SQLite (Debian libsqlite3-dev).
#ifndef MEDSEAL_CSQLITE_SHIM_H
#define MEDSEAL_CSQLITE_SHIM_H

#include <sqlite3.h>

#endif
