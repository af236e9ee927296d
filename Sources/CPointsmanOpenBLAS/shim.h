#pragma once
#include <cblas.h>
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

// Debian's OpenBLAS exports LAPACK's Fortran symbols but no LAPACKE; the one that is used, declared here.
// Symmetric eigenproblem, divide and conquer. Source: LAPACK 3.11, ssyevd.f.
void ssyevd_(const char *jobz, const char *uplo, const int *n, float *a, const int *lda, float *w,
             float *work, const int *lwork, int *iwork, const int *liwork, int *info);

// 1 where this OpenBLAS was built with the kernel of that name, in capitals, among others.
static inline int pointsman_has_kernel(const char *name) {
  char symbol[64];
  snprintf(symbol, sizeof symbol, "gotoblas_%s", name);
#ifdef __linux__
  return dlsym((void *)0, symbol) != NULL;
#else
  return dlsym(RTLD_DEFAULT, symbol) != NULL;
#endif
}

#if defined(__x86_64__)
#include <cpuid.h>

// What the processor and the system can run: 1 AVX, 2 AVX2 and FMA, 4 AVX-512 F, DQ, CD, BW and VL, 8 its VNNI and BF16, 16 made
// by AMD. Source: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2, CPUID, and volume 1, 14.3 and 15.2.
static inline uint32_t pointsman_processor_features(void) {
  uint32_t a, b, c, d, found = 0;
  if (!__get_cpuid(0, &a, &b, &c, &d)) return 0;
  if (b == 0x68747541) found |= 16;
  if (!__get_cpuid(1, &a, &b, &c, &d)) return found;
  const uint32_t avx = 1u << 27 | 1u << 28, fma = 1u << 12;
  if ((c & avx) != avx) return found;
  uint32_t has_fma = c & fma, low, high;
  // The registers that the system saves.
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  if ((low & 0x6) != 0x6) return found;
  found |= 1;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return found;
  if (has_fma && (b & 1u << 5)) found |= 2;
  const uint32_t avx512 = 1u << 16 | 1u << 17 | 1u << 28 | 1u << 30 | 1u << 31;
  if (!(found & 2) || (low & 0xe6) != 0xe6 || (b & avx512) != avx512) return found;
  found |= 4;
  uint32_t vnni = c & 1u << 11;
  if (vnni && __get_cpuid_count(7, 1, &a, &b, &c, &d) && (a & 1u << 5)) found |= 8;
  return found;
}
#else
static inline uint32_t pointsman_processor_features(void) { return 0; }
#endif

// Starts the program of this process again with the same arguments; returns where the system refuses, or cannot name the program.
static inline void pointsman_execute_again(char *const *arguments) {
  char path[4096];
  ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
  if (length <= 0) return;
  path[length] = 0;
  execv(path, arguments);
}
