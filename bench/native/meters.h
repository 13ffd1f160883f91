/* What the harness reads from the system. */
#ifndef BENCH_METERS_H
#define BENCH_METERS_H

#include <stdint.h>

/** CLOCK_MONOTONIC, which all processes share. */
int64_t now_ns(void);

/** The processor time that the whole process has used, its own and the kernel's on its behalf. */
int64_t cpu_ns(void);

/** The resident memory of the process. */
int64_t resident_kb(void);

/** The largest resident memory since peak_reset(). */
int64_t peak_kb(void);
void peak_reset(void);

#endif
