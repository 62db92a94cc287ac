#ifndef ALLOCATION_COUNTER_H
#define ALLOCATION_COUNTER_H

#include <stdbool.h>
#include <stdint.h>

/// Whether allocations are counted on this platform.
bool allocation_counter_works(void);

/// How many allocations the calling thread has made.
uint64_t allocation_counter_value(void);

#endif
