/// What exported C files have in common; tables and the public functions stand around it.
enum CRoutines {
  /// Look-up in tables of scalars, and UTF-8: for the lexical and the semantic block.
  static let scalars = #"""
    typedef struct { uint32_t start; int32_t delta; unsigned char kind; } scalar_run;

    /* The run that holds a scalar. */
    static const scalar_run *find(const scalar_run *runs, size_t count, uint32_t scalar) {
      size_t low = 0, high = count, middle;
      while (high - low > 1) {
        middle = (low + high) / 2;
        if (runs[middle].start <= scalar) low = middle; else high = middle;
      }
      return runs + low;
    }

    /* Writes a scalar in UTF-8, of at most 4 bytes, and returns how many. */
    static size_t encode(uint32_t scalar, unsigned char *bytes) {
      if (scalar < 0x80) { bytes[0] = (unsigned char)scalar; return 1; }
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

    """#

  /// Lower case, words and runs of characters, their hashes, and the lexical block's share of the logits.
  static let lexical = #"""
    /* Unicode's Final_Sigma: a cased letter before, none after, case-ignorable scalars aside. */
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

    /* Distinct buckets in the order in which they came; slots hold an index plus 1, or 0. */
    typedef struct { uint32_t *buckets, *counts, *slots; size_t count, mask; } tally;

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

    /* Words and marks, alone and in pairs. */
    static void count_words(tally *t, const unsigned char *words, const size_t *starts, size_t count) {
      size_t k;
      for (k = 0; k < count; k++) {
        count_ngram(t, words + starts[k], starts[k + 1] - 1 - starts[k]);
        if (k + 1 < count) count_ngram(t, words + starts[k], starts[k + 2] - 1 - starts[k]);
      }
    }

    /* Runs of 3 to 5 characters of a chunk of text between spaces, those spaces included. */
    static void count_characters(tally *t, const unsigned char *chunk, size_t length) {
      size_t characters = 0, size, begin, end, k;
      for (k = 0; k < length; k++) characters += (chunk[k] & 0xc0) != 0x80;
      for (size = 3; size <= 5 && size <= characters; size++) {
        begin = end = 0;
        for (k = 0; k < size; k++) do end++; while (end < length && (chunk[end] & 0xc0) == 0x80);
        for (;;) {
          count_ngram(t, chunk + begin, end - begin);
          if (end == length) break;
          do begin++; while ((chunk[begin] & 0xc0) == 0x80);
          do end++; while (end < length && (chunk[end] & 0xc0) == 0x80);
        }
      }
    }

    /* Writes the text in lower case, of at most twice as many scalars, and returns how many. */
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

    /* Counts the n-grams of lowered text, family by family. bytes has room for 5 a scalar, starts for one and two. */
    static void count_text(tally *t, const uint32_t *text, size_t count, unsigned char *bytes, size_t *starts, float *logits) {
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
      /* Two n-grams a word, or three a character. */
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
      free(scalars); free(lowered); free(bytes); free(starts); free(t.buckets); free(t.counts); free(t.slots);
      return done;
    }

    """#

  /// WordPieces, and the semantic block's share of the logits.
  static let semantic = #"""
    /* The piece that is the word's bytes, after "##" where it continues one; 0 where there is none. */
    static uint32_t piece(uint32_t hash, const unsigned char *word, size_t count, int continuing) {
      size_t slot = hash & (PIECE_SLOTS - 1), skip = continuing ? 2 : 0;
      for (; piece_slots[slot]; slot = (slot + 1) & (PIECE_SLOTS - 1)) {
        uint32_t p = piece_slots[slot];
        size_t begin = piece_starts[p] + skip, length = piece_starts[p + 1] - piece_starts[p];
        if (length == count + skip && (!continuing || memcmp(piece_text + begin - 2, "##", 2) == 0)
            && memcmp(piece_text + begin, word, count) == 0) return p;
      }
      return 0;
    }

    typedef struct { unsigned char bytes[400]; size_t count, characters; } pending_word;
    typedef struct { int64_t sums[MODELS]; size_t count; } piece_sums;

    static void add_piece(piece_sums *s, uint32_t p) {
      size_t m;
      for (m = 0; m < MODELS; m++) s->sums[m] += semantic_rows[p * MODELS + m];
      s->count++;
    }

    static uint32_t extended(uint32_t hash, unsigned char byte) { return (hash ^ byte) * 0x01000193u; }

    /* Adds the pieces of a word, the longest first: all of it, or [UNK]. */
    static void finish(pending_word *w, piece_sums *s) {
      piece_sums before = *s;
      size_t start = 0, end, k;
      if (w->characters == 0) return;
      if (w->characters > 100) { add_piece(s, 0); start = w->count; }
      while (start < w->count) {
        uint32_t hash = 0x811c9dc5u, found = 0, p;
        if (start > 0) hash = extended(extended(hash, '#'), '#');
        for (end = k = start; k < w->count && k - start < LONGEST_PIECE; k++) {
          hash = extended(hash, w->bytes[k]);
          p = piece(hash, w->bytes + start, k + 1 - start, start > 0);
          if (p) { found = p; end = k + 1; }
        }
        if (!found) { *s = before; add_piece(s, 0); break; }
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
        if (scalar >= 0xac00 && scalar <= 0xd7a3) {  /* A Hangul syllable: The Unicode Standard, 3.12. */
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
        if (run->kind == 2) { append(&w, scalar); finish(&w, &s); }
      }
      finish(&w, &s);
      if (s.count == 0) return;
      root = sqrtf((float)s.count);
      for (m = 0; m < MODELS; m++)
        logits[m] += 1 / (root * sqrtf(root)) * semantic_scales[m] / 256 * (float)s.sums[m];
    }

    """#

  /// From a logit to a probability.
  static let calibration = #"""
    typedef struct { double slope, intercept; size_t points; const double *logits, *probabilities; } calibration;

    static double calibrated(const calibration *c, double logit) {
      size_t k = 0;
      if (c->points == 0) return 1 / (1 + exp(-(c->slope * logit + c->intercept)));
      while (k < c->points && c->logits[k] < logit) k++;
      if (k == 0) return c->probabilities[0];
      if (k == c->points) return c->probabilities[k - 1];
      return c->probabilities[k - 1] + (logit - c->logits[k - 1]) / (c->logits[k] - c->logits[k - 1])
        * (c->probabilities[k] - c->probabilities[k - 1]);
    }

    """#
}
