// The C library as Swift code of this package sees it, on every system alike: its headers, and in functions of their own what
// Swift does not import from C (variadic functions, macros that are not numbers). The mathematics is that of <math.h>; its functions have
// names of their own here, so that they do not compete with those that other modules bring.
#pragma once
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static inline int pointsman_open(const char *path, int flags, mode_t mode) { return open(path, flags, mode); }
static inline int pointsman_errno(void) { return errno; }
// The bytes of address space that the process may have; 0 where there is no limit.
static inline unsigned long long pointsman_address_limit(void) {
  struct rlimit limit;
  return getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY ? limit.rlim_cur : 0;
}
static inline void *pointsman_map_failed(void) { return MAP_FAILED; }

static inline double pointsman_exp(double x) { return exp(x); }
static inline double pointsman_log(double x) { return log(x); }
static inline float pointsman_logf(float x) { return logf(x); }
static inline double pointsman_log1p(double x) { return log1p(x); }
static inline float pointsman_log1pf(float x) { return log1pf(x); }
static inline double pointsman_log2(double x) { return log2(x); }
static inline double pointsman_log10(double x) { return log10(x); }
static inline double pointsman_pow(double x, double y) { return pow(x, y); }
