/* The counts of a text that the structural block reads. The definitions are those of TextStatistics. */
#pragma once
#include "prompt.h"
#include "tables.h"

typedef struct {
  const unsigned char *text;
  ptrdiff_t count;
  long bytes[256], cues[CUES];
  /* Words. */
  long words, capitalised, acronyms, single_letters, joints, calls, files, slashes, distinct;
  /* Numbers, with the decimal digits of the largest and of all together. */
  long numbers, amounts, fractions, powers;
  double largest, digits;
  /* Marks. `depth` is the largest number of brackets that were `open` at once. */
  long sentences, questions, blanks, notation, escapes, dollars, fences, backquotes, open, depth, tags, keys;
  /* Options. `stem` is the start of the first list of them. */
  long options;
  unsigned expected;
  ptrdiff_t candidate, stem;
  /* Lines. */
  long lines, first_line, bullets, patch, frames;
  double code;
  /* Only spaces came since the line began; no word came since the sentence or line began. */
  int opens_line, opens_sentence;
  /* One bit for each of 16,384 hashes of words. */
  unsigned char seen[2048];
} statistics;

/* The byte at a position. Positions outside the text read as line feeds. */
static unsigned at(const statistics *s, ptrdiff_t k) { return k >= 0 && k < s->count ? s->text[k] : '\n'; }

static int holds(const statistics *s, const char *mark, ptrdiff_t k) {
  while (*mark && at(s, k) == (unsigned char)*mark) {
    mark++;
    k++;
  }
  return *mark == 0;
}

static int is_letter(unsigned byte) { return (byte | 0x20) - 'a' < 26; }
static int is_digit(unsigned byte) { return byte - '0' < 10; }
static int is_word_byte(unsigned byte) { return is_letter(byte) || is_digit(byte) || byte == '_' || byte >= 0x80; }

static void add_cues(statistics *s, uint64_t cues) {
  int k;
  for (k = 0; k < CUES; k++) s->cues[k] += (long)(cues >> k & 1);
}

/* True if a dotted name and "(" start there. */
static int has_call(const statistics *s, ptrdiff_t start) {
  ptrdiff_t end = start;
  while (end < start + 120 && (is_word_byte(at(s, end)) || at(s, end) == '.')) end++;
  return end > start && at(s, end) == '(';
}

static void read_opening(statistics *s, ptrdiff_t first) {
  unsigned byte = at(s, first), next = at(s, first + 1);
  ptrdiff_t end = first;
  if (byte == '-' || byte == '+' || byte == '*') {
    if (next == ' ' && !is_space(at(s, first + 2))) s->bullets++;
    else if (byte != '*'
        && (holds(s, "++", first + 1) || holds(s, "-- ", first + 1)
            || ((is_space(next) || is_letter(next)) && next != '\n' && next != '\r')))
      s->patch++;
  } else if ((byte == '@' && next == '@') || holds(s, "diff --git", first)) {
    s->patch++;
  } else if (holds(s, "File \"", first) || (holds(s, "at ", first) && has_call(s, first + 3))) {
    s->frames++;
  } else if (holds(s, "\342\200\242", first)) {
    s->bullets++;
  } else if (is_digit(byte)) {
    while (end < first + 3 && is_digit(at(s, end))) end++;
    if ((at(s, end) == '.' || at(s, end) == ')') && at(s, end + 1) == ' ') s->bullets++;
  }
}

/* The likeness of a line to code, in [0, 1). text[first...last] is the line without spaces at its ends. */
static double code_likeness(const statistics *s, ptrdiff_t first, ptrdiff_t last, long columns, long symbols) {
  double evidence = 5 * (double)symbols / (double)(last + 9 - first) + 0.5 * (double)columns / (double)(columns + 4);
  unsigned mark = at(s, last);
  if (mark == ';' || mark == '{' || mark == '}') evidence += 1;
  if (mark == ')' || mark == ']' || mark == ':') evidence += 0.3;
  return evidence / (1 + evidence);
}

static void read_lines(statistics *s) {
  ptrdiff_t start = 0, first, last, end;
  while (start < s->count) {
    long columns = 0, symbols = 0;
    last = first = start;
    for (end = start; end < s->count && at(s, end) != '\n'; end++) {
      if (!is_space(at(s, end))) last = end;
      symbols += memchr("=()[]{}<>;_#&|", (int)at(s, end), 14) != NULL;
    }
    for (; first < end && is_space(at(s, first)); first++) columns += at(s, first) == '\t' ? 4 : 1;
    start = end + 1;
    if (first == end) continue;
    if (++s->lines == 1) s->first_line = (long)(last + 1 - first);
    s->code += code_likeness(s, first, last, columns, symbols);
    read_opening(s, first);
  }
}

/* The class of a UTF-8 sequence beyond ASCII. */
enum { LETTER, IDEOGRAPH, APOSTROPHE, MATHEMATICS, SENTENCE_END, QUESTION_MARK, OTHER };

static int scalar_class(const statistics *s, ptrdiff_t k) {
  unsigned lead = at(s, k), second = at(s, k + 1), third = at(s, k + 2);
  if (lead == 0xc2) return memchr("\260\261\262\263\271\254", (int)second, 6) ? MATHEMATICS : OTHER;
  if (lead == 0xc3 && (second == 0x97 || second == 0xb7)) return MATHEMATICS;
  if (lead >= 0xc3 && lead <= 0xdf) return LETTER;
  if (lead == 0xe2) {
    if (second == 0x80) return third == 0x99 ? APOSTROPHE : OTHER;
    return second - 0x81 < 2 || second - 0x86 < 6 || second - 0x9f < 13 ? MATHEMATICS : OTHER;
  }
  if (lead == 0xe3 && second == 0x80) return third == 0x82 ? SENTENCE_END : OTHER;
  if (lead == 0xef && second == 0xbc) return third == 0x9f ? QUESTION_MARK : third == 0x81 ? SENTENCE_END : OTHER;
  if (lead >= 0xe3 && lead <= 0xe9) return IDEOGRAPH;
  return lead >= 0xe0 && lead <= 0xed ? LETTER : OTHER;
}

static ptrdiff_t sequence_end(const statistics *s, ptrdiff_t k) {
  unsigned lead = at(s, k);
  ptrdiff_t end = k + (lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4);
  return end < s->count ? end : s->count;
}

/* Reads a mark, which is neither word nor number, and returns its end. */
static ptrdiff_t read_mark(statistics *s, ptrdiff_t start) {
  unsigned byte = at(s, start), next = at(s, start + 1);
  ptrdiff_t end = start + 1;
  int kind = byte < 0x80 ? OTHER : scalar_class(s, start);
  if (byte == '\n') s->opens_line = s->opens_sentence = 1;
  if (is_space(byte)) return end;
  if (byte == '(' || byte == '[' || byte == '{') {
    if (++s->open > s->depth) s->depth = s->open;
    return end;
  }
  s->opens_line = 0;
  if (kind == MATHEMATICS) s->notation++;
  if (kind == SENTENCE_END || kind == QUESTION_MARK) s->sentences++;
  if (byte == '?' || kind == QUESTION_MARK) s->questions++;
  if ((byte == '.' || byte == '!' || byte == '?') && is_space(next)) {
    s->sentences++;
    s->opens_sentence = 1;
  }
  if ((byte == ')' || byte == ']' || byte == '}') && s->open > 0) s->open--;
  if (byte == ':' && next == ':' && is_word_byte(at(s, start + 2))) s->joints++;
  if ((byte == '"' || byte == '\'') && next == ':') s->keys++;
  if (byte == '\\') {
    if (is_letter(next) && is_letter(at(s, start + 2))) s->notation++;
    else s->escapes++;
  }
  if (byte == '$' && !is_digit(next)) s->dollars++;
  if (byte == '<' && (is_letter(next) || next == '/' || next == '!')) s->tags++;
  if (byte >= 0x80) return sequence_end(s, start);
  if (byte != '`' && byte != '_') return end;
  while (end < s->count && at(s, end) == byte) end++;
  if (byte == '`') {
    if (end - start >= 3) s->fences++;
    else s->backquotes++;
  } else if (!is_word_byte(at(s, start - 1)) && !is_word_byte(at(s, end))) s->blanks++;
  return end;
}

/* Reads ^9, ^{9}, **9 or e9, and returns the exponent, at least 1, or 0 if there is none. */
static double read_exponent(const statistics *s, ptrdiff_t *position) {
  ptrdiff_t k = *position, most;
  double exponent = 0;
  if (at(s, k) == '^') k += at(s, k + 1) == '{' ? 2 : 1;
  else if (at(s, k) == '*' && at(s, k + 1) == '*') k += 2;
  else if ((at(s, k) | 0x20) == 'e' && is_digit(at(s, k + 1))) k++;
  else return 0;
  for (most = k + 3; k < most && is_digit(at(s, k)); k++) exponent = exponent * 10 + (at(s, k) - '0');
  *position = k;
  return exponent > 1 ? exponent : 1;
}

/* Reads a number, and returns its end. Digits inside a name do not count. */
static ptrdiff_t read_number(statistics *s, ptrdiff_t start) {
  ptrdiff_t end = start;
  double mantissa = 0, digits, exponent;
  unsigned before = at(s, start - 1);
  for (; end < s->count; end++) {
    if (is_digit(at(s, end))) {
      mantissa = mantissa * 10 + (at(s, end) - '0');
      if (mantissa > 1e300) mantissa = 1e300;
    } else if (!(at(s, end) == ',' && is_digit(at(s, end + 1)) && is_digit(at(s, end + 2)) && is_digit(at(s, end + 3))
                   && !is_digit(at(s, end + 4)))) {
      break;
    }
  }
  if (is_letter(before) || before == '_') return end;
  s->numbers++;
  if (at(s, end) == '.' && is_digit(at(s, end + 1))) {
    do { end++; } while (is_digit(at(s, end)));
  }
  if (at(s, end) == '/' && is_digit(at(s, end + 1))) s->fractions++;
  digits = log10(1 + mantissa);
  exponent = read_exponent(s, &end);
  if (exponent > 0) {
    double power = exponent * log10(mantissa > 1 ? mantissa : 1);
    s->powers++;
    if (power > digits) digits = power;
  }
  if (before == '$' || at(s, end) == '%') s->amounts++;
  if (digits > s->largest) s->largest = digits;
  s->digits += digits;
  return end;
}

/* The first bytes of a word in lower case, and the 64-bit FNV-1a hash of all its bytes. */
typedef struct {
  char bytes[17];
  ptrdiff_t count;
  uint64_t hash;
} packed_word;

static void append_byte(packed_word *w, unsigned byte) {
  if (w->count < 16) w->bytes[w->count] = (char)byte;
  w->count++;
  w->hash = (w->hash ^ byte) * 0x100000001b3u;
}

static uint64_t cues_of(const packed_word *w) {
  size_t low = 0, high = CUE_WORDS, middle;
  while (w->count <= 16 && low < high) {
    int order = strcmp(w->bytes, cue_words[middle = (low + high) / 2].word);
    if (order == 0) return cue_words[middle].cues;
    if (order < 0) high = middle;
    else low = middle + 1;
  }
  return 0;
}

/* Reads a letter as an option's label, A. or A) or (a), if it follows the last label. */
static void read_option(statistics *s, ptrdiff_t start) {
  unsigned letter = (at(s, start) | 0x20) - 'a', before = at(s, start - 1), after = at(s, start + 1);
  int is_closed = after == ')' && (is_space(before) || before == '(');
  if (letter > 9 || (letter != 0 && letter != s->expected)) return;
  if (!is_closed && !(s->opens_line && (after == '.' || after == ':'))) return;
  s->expected = letter + 1;
  if (letter == 0) {
    s->candidate = start;
    return;
  }
  s->options += letter == 1 ? 2 : 1;
  if (letter == 1 && s->stem < 0) s->stem = s->candidate;
}

/* Reads a word, of two ideographs at most, and returns its end. */
static ptrdiff_t read_word(statistics *s, ptrdiff_t start) {
  packed_word w = {{0}, 0, 0xcbf29ce484222325u};
  ptrdiff_t end = start, next;
  long letters = 0, capitals = 0, humps = 0, ideographs = 0;
  int was_lowercase = 0, is_capital;
  uint64_t cues;
  unsigned bit;
  while (end < s->count && ideographs < 2) {
    unsigned byte = at(s, end);
    int kind = byte < 0x80 ? OTHER : scalar_class(s, end);
    if (is_letter(byte)) {
      is_capital = byte < 'a';
      capitals += is_capital;
      humps += is_capital && was_lowercase;
      was_lowercase = !is_capital;
      append_byte(&w, byte | 0x20);
      letters++;
      end++;
    } else if (byte == '\'' && is_letter(at(s, end + 1)) && letters > 0) {
      end++;
    } else if (kind == APOSTROPHE && is_letter(at(s, end + 3))) {
      end += 3;
    } else if (kind == LETTER || kind == IDEOGRAPH) {
      ideographs += kind == IDEOGRAPH;
      for (next = sequence_end(s, end); end < next; end++) append_byte(&w, at(s, end));
      letters++;
    } else {
      break;
    }
  }
  cues = cues_of(&w);
  bit = (unsigned)(w.hash * 0x9e3779b97f4a7c15u >> 50);
  s->distinct += !(s->seen[bit / 8] >> bit % 8 & 1);
  s->seen[bit / 8] |= (unsigned char)(1u << bit % 8);
  s->words++;
  s->joints += humps;
  if (letters == 1 && w.count == 1) {
    s->single_letters += w.bytes[0] != 'a' && w.bytes[0] != 'i';
    read_option(s, start);
    if (holds(s, "++", end) || holds(s, "#", end)) s->cues[cue_language]++;
  } else if (capitals == letters) {
    s->acronyms += capitals > 1;
  } else if (at(s, start) - 'A' < 26 && !s->opens_sentence) {
    s->capitalised++;
  }
  s->calls += at(s, end) == '(' || at(s, end) == '[';
  if (is_word_byte(at(s, start - 2))) {
    if (at(s, start - 1) == '.') {
      if (cues >> cue_fileExtension & 1) s->files++;
      else s->joints++;
    }
    s->slashes += at(s, start - 1) == '/';
    s->joints += at(s, start - 1) == '_';
  }
  if (humps > 0 && (holds(s, "Error", end - 5) || holds(s, "Exception", end - 9))) cues |= (uint64_t)1 << cue_errors;
  add_cues(s, cues);
  return end;
}

static void read_statistics(statistics *s) {
  ptrdiff_t k = 0;
  s->stem = -1;
  s->opens_line = s->opens_sentence = 1;
  for (k = 0; k < s->count; k++) s->bytes[s->text[k]]++;
  read_lines(s);
  for (k = 0; k < s->count;) {
    int kind = at(s, k) < 0x80 ? OTHER : scalar_class(s, k);
    if (is_letter(at(s, k)) || kind == LETTER || kind == IDEOGRAPH) k = read_word(s, k);
    else if (is_digit(at(s, k))) k = read_number(s, k);
    else {
      k = read_mark(s, k);
      continue;
    }
    s->opens_line = s->opens_sentence = 0;
  }
}
