/* Search in tables of Unicode scalars, and UTF-8, for the lexical and the semantic block. */
#pragma once
#include <stddef.h>
#include <stdint.h>

typedef struct {
  uint32_t start;
  int32_t delta;
  unsigned char kind;
} scalar_run;

/* Returns the run that holds a scalar. */
static const scalar_run *find(const scalar_run *runs, size_t count, uint32_t scalar) {
  size_t low = 0, high = count, middle;
  while (high - low > 1) {
    middle = (low + high) / 2;
    if (runs[middle].start <= scalar) low = middle;
    else high = middle;
  }
  return runs + low;
}

/* Writes a scalar in UTF-8, and returns the number of bytes, 4 at most. */
static size_t encode(uint32_t scalar, unsigned char *bytes) {
  if (scalar < 0x80) {
    bytes[0] = (unsigned char)scalar;
    return 1;
  }
  if (scalar < 0x800) {
    bytes[0] = (unsigned char)(0xc0 | scalar >> 6);
    bytes[1] = (unsigned char)(0x80 | (scalar & 0x3f));
    return 2;
  }
  if (scalar < 0x10000) {
    bytes[0] = (unsigned char)(0xe0 | scalar >> 12);
    bytes[1] = (unsigned char)(0x80 | (scalar >> 6 & 0x3f));
    bytes[2] = (unsigned char)(0x80 | (scalar & 0x3f));
    return 3;
  }
  bytes[0] = (unsigned char)(0xf0 | scalar >> 18);
  bytes[1] = (unsigned char)(0x80 | (scalar >> 12 & 0x3f));
  bytes[2] = (unsigned char)(0x80 | (scalar >> 6 & 0x3f));
  bytes[3] = (unsigned char)(0x80 | (scalar & 0x3f));
  return 4;
}
