#ifndef POWER_CUT_H
#define POWER_CUT_H

#include <stdbool.h>
#include <stdint.h>

/// Makes the VFS `power-cut` known to SQLite. It keeps files where the standard one does, and remembers of each what is on its disk
/// and what has been written since the last sync. Can be called again.
bool power_cut_register(void);

/// Writes the files in a folder as they would be after a power cut at this moment to another folder, which exists.
///
/// @param seed 0: all that was not synced is gone. Any other: of each sector that was not synced, chance says whether it is.
bool power_cut_image(const char *folder, const char *target, uint64_t seed);

/// Forgets the files in a folder.
void power_cut_forget(const char *folder);

/// What is wrong with the disk under the files in a folder.
enum power_cut_fault {
    /// Nothing.
    power_cut_none,
    /// There is no room for another byte.
    power_cut_full,
    /// It was mounted read-only: nothing can be opened for writing or written.
    power_cut_read_only,
    /// It says that it has synced, and has not.
    power_cut_lying,
};

/// Breaks the disk under the files in a folder, or mends it. One folder at a time has a fault.
void power_cut_break(const char *folder, enum power_cut_fault fault);

#endif
