/* The semantic block: WordPieces, and their share of the logits. */
#include "prompt.h"
#include "scalars.h"
#include "tables.h"

/* Returns the piece that equals the word's bytes, with "##" before them if it continues a word; 0 if there is none. */
static uint32_t piece(uint32_t hash, const unsigned char *word, size_t count, int continuing) {
  size_t slot = hash & (PIECE_SLOTS - 1), skip = continuing ? 2 : 0;
  for (; piece_slots[slot]; slot = (slot + 1) & (PIECE_SLOTS - 1)) {
    uint32_t p = piece_slots[slot];
    size_t begin = piece_starts[p] + skip, length = piece_starts[p + 1] - piece_starts[p];
    if (length == count + skip && (!continuing || memcmp(piece_text + begin - 2, "##", 2) == 0)
        && memcmp(piece_text + begin, word, count) == 0)
      return p;
  }
  return 0;
}

typedef struct {
  unsigned char bytes[400];
  size_t count, characters;
} pending_word;
typedef struct {
  int64_t sums[MODELS];
  size_t count;
} piece_sums;

static void add_piece(piece_sums *s, uint32_t p) {
  size_t m;
  for (m = 0; m < MODELS; m++) s->sums[m] += semantic_rows[p * MODELS + m];
  s->count++;
}

static uint32_t extended(uint32_t hash, unsigned char byte) { return (hash ^ byte) * 0x01000193u; }

/* Adds the pieces of a word, each the longest that fits, or [UNK] if they do not cover the word. */
static void finish(pending_word *w, piece_sums *s) {
  piece_sums before = *s;
  size_t start = 0, end, k;
  if (w->characters == 0) return;
  if (w->characters > 100) {
    add_piece(s, 0);
    start = w->count;
  }
  while (start < w->count) {
    uint32_t hash = 0x811c9dc5u, found = 0, p;
    if (start > 0) hash = extended(extended(hash, '#'), '#');
    for (end = k = start; k < w->count && k - start < LONGEST_PIECE; k++) {
      hash = extended(hash, w->bytes[k]);
      p = piece(hash, w->bytes + start, k + 1 - start, start > 0);
      if (p) {
        found = p;
        end = k + 1;
      }
    }
    if (!found) {
      *s = before;
      add_piece(s, 0);
      break;
    }
    add_piece(s, found);
    start = end;
  }
  w->count = w->characters = 0;
}

static void append(pending_word *w, uint32_t scalar) {
  if (w->characters++ < 100) w->count += encode(scalar, w->bytes + w->count);
}

static void add_semantic(const unsigned char *text, size_t length, float *logits) {
  pending_word w;
  piece_sums s = {{0}, 0};
  size_t k = 0, m;
  float root;
  w.count = w.characters = 0;
  while (k < length) {
    uint32_t scalar = decode(text, length, &k);
    const scalar_run *run = find(semantic_runs, SEMANTIC_RUNS, scalar);
    if (scalar >= 0xac00 && scalar <= 0xd7a3) { /* A Hangul syllable: The Unicode Standard, 3.12. */
      append(&w, 0x1100 + (scalar - 0xac00) / 588);
      append(&w, 0x1161 + (scalar - 0xac00) / 28 % 21);
      if ((scalar - 0xac00) % 28) append(&w, 0x11a7 + (scalar - 0xac00) % 28);
      continue;
    }
    if (scalar == 0x9cb || scalar == 0xbcb) {
      append(&w, scalar == 0x9cb ? 0x9c7 : 0xbc7);
      append(&w, scalar == 0x9cb ? 0x9be : 0xbbe);
      continue;
    }
    scalar = (uint32_t)((int32_t)scalar + run->delta);
    if (run->kind == 3) append(&w, scalar);
    if (run->kind == 1 || run->kind == 2) finish(&w, &s);
    if (run->kind == 2) {
      append(&w, scalar);
      finish(&w, &s);
    }
  }
  finish(&w, &s);
  if (s.count == 0) return;
  root = sqrtf((float)s.count);
  for (m = 0; m < MODELS; m++) logits[m] += 1 / (root * sqrtf(root)) * semantic_scales[m] / 256 * (float)s.sums[m];
}
