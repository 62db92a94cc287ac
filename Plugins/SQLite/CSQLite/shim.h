#include <sqlite3.h>

/// Lets SQLite count no memory, which would take one lock of the process for every allocation of every connection.
/// Does nothing once SQLite is in use. Swift does not import the function itself, whose arguments vary.
static inline int csqlite_count_no_memory(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }
