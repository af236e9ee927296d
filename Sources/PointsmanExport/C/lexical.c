/* The lexical block: lower case, n-grams of words and of characters, their hashes, and their share of the logits. */
#include "prompt.h"
#include "scalars.h"
#include "tables.h"

/* Unicode's Final_Sigma: a cased letter comes before, none after; case-ignorable scalars do not count. */
static int ends_word(const uint32_t *text, size_t count, size_t k) {
  size_t n = k;
  unsigned kind = CASE_IGNORABLE;
  while (n > 0 && kind & CASE_IGNORABLE) kind = find(lexical_runs, LEXICAL_RUNS, text[--n])->kind;
  if (kind & CASE_IGNORABLE || !(kind & CASED)) return 0;
  for (n = k + 1; n < count; n++) {
    kind = find(lexical_runs, LEXICAL_RUNS, text[n])->kind;
    if (!(kind & CASE_IGNORABLE)) return !(kind & CASED);
  }
  return 1;
}

/* MurmurHash3_x86_32 by Austin Appleby (public domain), seed 0. */
static uint32_t murmur(const unsigned char *bytes, size_t count) {
  uint32_t hash = 0, block;
  size_t k, n;
  for (k = 0; k < count; k += 4) {
    block = 0;
    for (n = 0; n < 4 && k + n < count; n++) block |= (uint32_t)bytes[k + n] << 8 * n;
    block *= 0xcc9e2d51u;
    block = (block << 15 | block >> 17) * 0x1b873593u;
    hash ^= block;
    if (n == 4) hash = (hash << 13 | hash >> 19) * 5 + 0xe6546b64u;
  }
  hash ^= (uint32_t)count;
  hash = (hash ^ hash >> 16) * 0x85ebca6bu;
  hash = (hash ^ hash >> 13) * 0xc2b2ae35u;
  return hash ^ hash >> 16;
}

/* Distinct buckets in order of first appearance. A slot holds an index plus 1, or 0 if it is free. */
typedef struct {
  uint32_t *buckets, *counts, *slots;
  size_t count, mask;
} tally;

static void count_ngram(tally *t, const unsigned char *bytes, size_t length) {
  uint32_t hash = murmur(bytes, length);
  uint32_t bucket = (hash & 0x80000000u ? 0u - hash : hash) & (FAMILY - 1);
  size_t slot = bucket & t->mask;
  while (t->slots[slot] && t->buckets[t->slots[slot] - 1] != bucket) slot = (slot + 1) & t->mask;
  if (!t->slots[slot]) {
    t->buckets[t->count] = bucket;
    t->counts[t->count] = 0;
    t->slots[slot] = (uint32_t)++t->count;
  }
  t->counts[t->slots[slot] - 1]++;
}

/* Adds a family's share to the logits, and empties the tally. */
static void add_family(tally *t, size_t first, float *logits) {
  float sums[MODELS] = {0}, squares = 0;
  size_t k, m;
  for (k = 0; k < t->count; k++) {
    const int16_t *row = lexical_rows + (first + t->buckets[k]) * (1 + MODELS);
    float x = (t->counts[k] == 1 ? 1.0f : 1.0f + logf((float)t->counts[k])) * (float)row[0] * lexical_scales[0];
    squares += x * x;
    for (m = 0; m < MODELS; m++) sums[m] += x * (float)row[1 + m];
  }
  if (squares > 0)
    for (m = 0; m < MODELS; m++) logits[m] += sums[m] * lexical_scales[1 + m] * (1 / sqrtf(squares));
  t->count = 0;
  memset(t->slots, 0, (t->mask + 1) * sizeof *t->slots);
}

/* N-grams of words and marks, alone and in pairs. */
static void count_words(tally *t, const unsigned char *words, const size_t *starts, size_t count) {
  size_t k;
  for (k = 0; k < count; k++) {
    count_ngram(t, words + starts[k], starts[k + 1] - 1 - starts[k]);
    if (k + 1 < count) count_ngram(t, words + starts[k], starts[k + 2] - 1 - starts[k]);
  }
}

/* N-grams of 3 to 5 characters of a chunk of text between spaces, with those spaces. */
static void count_characters(tally *t, const unsigned char *chunk, size_t length) {
  size_t characters = 0, size, begin, end, k;
  for (k = 0; k < length; k++) characters += (chunk[k] & 0xc0) != 0x80;
  for (size = 3; size <= 5 && size <= characters; size++) {
    begin = end = 0;
    for (k = 0; k < size; k++) {
      do { end++; } while (end < length && (chunk[end] & 0xc0) == 0x80);
    }
    for (;;) {
      count_ngram(t, chunk + begin, end - begin);
      if (end == length) break;
      do { begin++; } while ((chunk[begin] & 0xc0) == 0x80);
      do { end++; } while (end < length && (chunk[end] & 0xc0) == 0x80);
    }
  }
}

/* Writes the text in lower case, and returns the number of scalars, at most twice as many. */
static size_t lower(const uint32_t *text, size_t count, uint32_t *lowered) {
  size_t length = 0, k;
  for (k = 0; k < count; k++) {
    if (text[k] == 0x3a3) {
      lowered[length++] = ends_word(text, count, k) ? 0x3c2 : 0x3c3;
    } else if (text[k] == 0x130) {
      lowered[length++] = 'i';
      lowered[length++] = 0x307;
    } else {
      lowered[length++] = (uint32_t)((int32_t)text[k] + find(lexical_runs, LEXICAL_RUNS, text[k])->delta);
    }
  }
  return length;
}

/* Counts the n-grams of lowered text, family by family. bytes has room for 5 a scalar, starts for one a scalar and 2 more. */
static void count_text(
    tally *t, const uint32_t *text, size_t count, unsigned char *bytes, size_t *starts, float *logits) {
  size_t end = 0, words = 0, start = 0, k;
  int after_word = 0;
  for (k = 0; k < count; k++) {
    unsigned kind = find(lexical_runs, LEXICAL_RUNS, text[k])->kind;
    if (!(kind & SPACE)) {
      if (!(kind & WORD && after_word)) {
        if (words) bytes[end++] = ' ';
        starts[words++] = end;
      }
      end += encode(text[k], bytes + end);
    }
    after_word = (kind & WORD) != 0;
  }
  starts[words] = end + 1;
  count_words(t, bytes, starts, words);
  add_family(t, 0, logits);
  bytes[0] = ' ';
  end = 1;
  for (k = 0; k <= count; k++) {
    if (k < count && !(find(lexical_runs, LEXICAL_RUNS, text[k])->kind & SPACE)) {
      end += encode(text[k], bytes + end);
    } else if (end > start + 1) {
      bytes[end++] = ' ';
      count_characters(t, bytes + start, end - start);
      start = end - 1;
    }
  }
  add_family(t, FAMILY, logits);
}

static int add_lexical(const unsigned char *text, size_t length, float *logits) {
  size_t most = 2 * length, capacity = 1024, count = 0, k = 0;
  uint32_t *scalars = malloc((length + 1) * sizeof *scalars);
  uint32_t *lowered = malloc((most + 1) * sizeof *lowered);
  unsigned char *bytes = malloc(5 * most + 8);
  size_t *starts = malloc((most + 2) * sizeof *starts);
  tally t = {NULL, NULL, NULL, 0, 0};
  int done;
  /* A word gives at most two n-grams, a character three. */
  while (capacity < 2 * (3 * most + 8)) capacity *= 2;
  t.buckets = malloc((3 * most + 8) * sizeof *t.buckets);
  t.counts = malloc((3 * most + 8) * sizeof *t.counts);
  t.slots = calloc(capacity, sizeof *t.slots);
  t.mask = capacity - 1;
  done = scalars && lowered && bytes && starts && t.buckets && t.counts && t.slots;
  if (done) {
    while (k < length) scalars[count++] = decode(text, length, &k);
    count_text(&t, lowered, lower(scalars, count, lowered), bytes, starts, logits);
  }
  free(scalars);
  free(lowered);
  free(bytes);
  free(starts);
  free(t.buckets);
  free(t.counts);
  free(t.slots);
  return done;
}
