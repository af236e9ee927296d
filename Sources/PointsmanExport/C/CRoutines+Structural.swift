extension CRoutines {
  /// The structural block's share of the logits. What is counted, and how, is as `TextStatistics` has it.
  static let structural = form + lines + marks + numbers + words + features

  private static let form = #"""
    /* What is counted of a text. */
    typedef struct {
      const unsigned char *text;
      ptrdiff_t count;
      long bytes[256], cues[CUES];
      /* Words. */
      long words, capitalised, acronyms, single_letters, joints, calls, files, slashes, distinct;
      /* SpillableArray, and the decimal digits of the largest and of all. */
      long numbers, amounts, fractions, powers;
      double largest, digits;
      /* Marks; `open` brackets, of which there were at most `depth`. */
      long sentences, questions, blanks, notation, escapes, dollars, fences, backquotes, open, depth, tags, keys;
      /* Candidates; `stem` is where the first list of them begins. */
      long options;
      unsigned expected;
      ptrdiff_t candidate, stem;
      /* Lines. */
      long lines, first_line, bullets, patch, frames;
      double code;
      /* Whether nothing but spaces came since the line began, and no word since the sentence or line did. */
      int opens_line, opens_sentence;
      /* A bit for each of 16,384 hashes of words. */
      unsigned char seen[2048];
    } form;

    /* The byte at a position, a line feed beyond either end. */
    static unsigned at(const form *f, ptrdiff_t k) { return k >= 0 && k < f->count ? f->text[k] : '\n'; }

    static int holds(const form *f, const char *mark, ptrdiff_t k) {
      while (*mark && at(f, k) == (unsigned char)*mark) { mark++; k++; }
      return *mark == 0;
    }

    static int is_letter(unsigned byte) { return (byte | 0x20) - 'a' < 26; }
    static int is_digit(unsigned byte) { return byte - '0' < 10; }
    static int is_word_byte(unsigned byte) { return is_letter(byte) || is_digit(byte) || byte == '_' || byte >= 0x80; }

    static void add_cues(form *f, uint64_t cues) {
      int k;
      for (k = 0; k < CUES; k++) f->cues[k] += (long)(cues >> k & 1);
    }

    """#

  private static let lines = #"""
    /* Whether a dotted name and "(" stand there. */
    static int has_call(const form *f, ptrdiff_t start) {
      ptrdiff_t end = start;
      while (end < start + 120 && (is_word_byte(at(f, end)) || at(f, end) == '.')) end++;
      return end > start && at(f, end) == '(';
    }

    static void read_opening(form *f, ptrdiff_t first) {
      unsigned byte = at(f, first), next = at(f, first + 1);
      ptrdiff_t end = first;
      if (byte == '-' || byte == '+' || byte == '*') {
        if (next == ' ' && !is_space(at(f, first + 2))) f->bullets++;
        else if (byte != '*' && (holds(f, "++", first + 1) || holds(f, "-- ", first + 1)
            || ((is_space(next) || is_letter(next)) && next != '\n' && next != '\r'))) f->patch++;
      } else if ((byte == '@' && next == '@') || holds(f, "diff --git", first)) {
        f->patch++;
      } else if (holds(f, "File \"", first) || (holds(f, "at ", first) && has_call(f, first + 3))) {
        f->frames++;
      } else if (holds(f, "\342\200\242", first)) {
        f->bullets++;
      } else if (is_digit(byte)) {
        while (end < first + 3 && is_digit(at(f, end))) end++;
        if ((at(f, end) == '.' || at(f, end) == ')') && at(f, end + 1) == ' ') f->bullets++;
      }
    }

    /* How much a line looks like code, in [0, 1): text[first...last] is filled. */
    static double code_likeness(const form *f, ptrdiff_t first, ptrdiff_t last, long columns, long symbols) {
      double evidence = 5 * (double)symbols / (double)(last + 9 - first) + 0.5 * (double)columns / (double)(columns + 4);
      unsigned mark = at(f, last);
      if (mark == ';' || mark == '{' || mark == '}') evidence += 1;
      if (mark == ')' || mark == ']' || mark == ':') evidence += 0.3;
      return evidence / (1 + evidence);
    }

    static void read_lines(form *f) {
      ptrdiff_t start = 0, first, last, end;
      while (start < f->count) {
        long columns = 0, symbols = 0;
        last = first = start;
        for (end = start; end < f->count && at(f, end) != '\n'; end++) {
          if (!is_space(at(f, end))) last = end;
          symbols += memchr("=()[]{}<>;_#&|", (int)at(f, end), 14) != NULL;
        }
        for (; first < end && is_space(at(f, first)); first++) columns += at(f, first) == '\t' ? 4 : 1;
        start = end + 1;
        if (first == end) continue;
        if (++f->lines == 1) f->first_line = (long)(last + 1 - first);
        f->code += code_likeness(f, first, last, columns, symbols);
        read_opening(f, first);
      }
    }

    """#

  private static let marks = #"""
    /* What a sequence beyond ASCII counts as. */
    enum { LETTER, IDEOGRAPH, APOSTROPHE, MATHEMATICS, SENTENCE_END, QUESTION_MARK, OTHER };

    static int scalar_class(const form *f, ptrdiff_t k) {
      unsigned lead = at(f, k), second = at(f, k + 1), third = at(f, k + 2);
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

    static ptrdiff_t sequence_end(const form *f, ptrdiff_t k) {
      unsigned lead = at(f, k);
      ptrdiff_t end = k + (lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4);
      return end < f->count ? end : f->count;
    }

    /* Reads what is no word and no number, and returns where it ends. */
    static ptrdiff_t read_mark(form *f, ptrdiff_t start) {
      unsigned byte = at(f, start), next = at(f, start + 1);
      ptrdiff_t end = start + 1;
      int kind = byte < 0x80 ? OTHER : scalar_class(f, start);
      if (byte == '\n') f->opens_line = f->opens_sentence = 1;
      if (is_space(byte)) return end;
      if (byte == '(' || byte == '[' || byte == '{') {
        if (++f->open > f->depth) f->depth = f->open;
        return end;
      }
      f->opens_line = 0;
      if (kind == MATHEMATICS) f->notation++;
      if (kind == SENTENCE_END || kind == QUESTION_MARK) f->sentences++;
      if (byte == '?' || kind == QUESTION_MARK) f->questions++;
      if ((byte == '.' || byte == '!' || byte == '?') && is_space(next)) { f->sentences++; f->opens_sentence = 1; }
      if ((byte == ')' || byte == ']' || byte == '}') && f->open > 0) f->open--;
      if (byte == ':' && next == ':' && is_word_byte(at(f, start + 2))) f->joints++;
      if ((byte == '"' || byte == '\'') && next == ':') f->keys++;
      if (byte == '\\') { if (is_letter(next) && is_letter(at(f, start + 2))) f->notation++; else f->escapes++; }
      if (byte == '$' && !is_digit(next)) f->dollars++;
      if (byte == '<' && (is_letter(next) || next == '/' || next == '!')) f->tags++;
      if (byte >= 0x80) return sequence_end(f, start);
      if (byte != '`' && byte != '_') return end;
      while (end < f->count && at(f, end) == byte) end++;
      if (byte == '`') { if (end - start >= 3) f->fences++; else f->backquotes++; }
      else if (!is_word_byte(at(f, start - 1)) && !is_word_byte(at(f, end))) f->blanks++;
      return end;
    }

    """#

  private static let numbers = #"""
    /* Reads ^9, ^{9}, **9 or e9, and returns the exponent, 1 at least; 0 where there is none. */
    static double read_exponent(const form *f, ptrdiff_t *position) {
      ptrdiff_t k = *position, most;
      double exponent = 0;
      if (at(f, k) == '^') k += at(f, k + 1) == '{' ? 2 : 1;
      else if (at(f, k) == '*' && at(f, k + 1) == '*') k += 2;
      else if ((at(f, k) | 0x20) == 'e' && is_digit(at(f, k + 1))) k++;
      else return 0;
      for (most = k + 3; k < most && is_digit(at(f, k)); k++) exponent = exponent * 10 + (at(f, k) - '0');
      *position = k;
      return exponent > 1 ? exponent : 1;
    }

    /* Reads the number there, and returns where it ends; digits inside a name are passed over. */
    static ptrdiff_t read_number(form *f, ptrdiff_t start) {
      ptrdiff_t end = start;
      double mantissa = 0, digits, exponent;
      unsigned before = at(f, start - 1);
      for (; end < f->count; end++) {
        if (is_digit(at(f, end))) {
          mantissa = mantissa * 10 + (at(f, end) - '0');
          if (mantissa > 1e300) mantissa = 1e300;
        } else if (!(at(f, end) == ',' && is_digit(at(f, end + 1)) && is_digit(at(f, end + 2))
            && is_digit(at(f, end + 3)) && !is_digit(at(f, end + 4)))) {
          break;
        }
      }
      if (is_letter(before) || before == '_') return end;
      f->numbers++;
      if (at(f, end) == '.' && is_digit(at(f, end + 1))) do end++; while (is_digit(at(f, end)));
      if (at(f, end) == '/' && is_digit(at(f, end + 1))) f->fractions++;
      digits = log10(1 + mantissa);
      exponent = read_exponent(f, &end);
      if (exponent > 0) {
        double power = exponent * log10(mantissa > 1 ? mantissa : 1);
        f->powers++;
        if (power > digits) digits = power;
      }
      if (before == '$' || at(f, end) == '%') f->amounts++;
      if (digits > f->largest) f->largest = digits;
      f->digits += digits;
      return end;
    }

    """#

  private static let words = #"""
    /* A word in lower case, as far as it fits, and FNV-1a, 64 bits, of all of it. */
    typedef struct { char bytes[17]; ptrdiff_t count; uint64_t hash; } packed_word;

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
        if (order < 0) high = middle; else low = middle + 1;
      }
      return 0;
    }

    /* Reads the letter as an option's label: A. or A) or (a), each following the last. */
    static void read_option(form *f, ptrdiff_t start) {
      unsigned letter = (at(f, start) | 0x20) - 'a', before = at(f, start - 1), after = at(f, start + 1);
      int is_closed = after == ')' && (is_space(before) || before == '(');
      if (letter > 9 || (letter != 0 && letter != f->expected)) return;
      if (!is_closed && !(f->opens_line && (after == '.' || after == ':'))) return;
      f->expected = letter + 1;
      if (letter == 0) { f->candidate = start; return; }
      f->options += letter == 1 ? 2 : 1;
      if (letter == 1 && f->stem < 0) f->stem = f->candidate;
    }

    /* Reads the word there, of two ideographs at most, and returns where it ends. */
    static ptrdiff_t read_word(form *f, ptrdiff_t start) {
      packed_word w = {{0}, 0, 0xcbf29ce484222325u};
      ptrdiff_t end = start, next;
      long letters = 0, capitals = 0, humps = 0, ideographs = 0;
      int was_lowercase = 0, is_capital;
      uint64_t cues;
      unsigned bit;
      while (end < f->count && ideographs < 2) {
        unsigned byte = at(f, end);
        int kind = byte < 0x80 ? OTHER : scalar_class(f, end);
        if (is_letter(byte)) {
          is_capital = byte < 'a';
          capitals += is_capital;
          humps += is_capital && was_lowercase;
          was_lowercase = !is_capital;
          append_byte(&w, byte | 0x20);
          letters++;
          end++;
        } else if (byte == '\'' && is_letter(at(f, end + 1)) && letters > 0) {
          end++;
        } else if (kind == APOSTROPHE && is_letter(at(f, end + 3))) {
          end += 3;
        } else if (kind == LETTER || kind == IDEOGRAPH) {
          ideographs += kind == IDEOGRAPH;
          for (next = sequence_end(f, end); end < next; end++) append_byte(&w, at(f, end));
          letters++;
        } else {
          break;
        }
      }
      cues = cues_of(&w);
      bit = (unsigned)(w.hash * 0x9e3779b97f4a7c15u >> 50);
      f->distinct += !(f->seen[bit / 8] >> bit % 8 & 1);
      f->seen[bit / 8] |= (unsigned char)(1u << bit % 8);
      f->words++;
      f->joints += humps;
      if (letters == 1 && w.count == 1) {
        f->single_letters += w.bytes[0] != 'a' && w.bytes[0] != 'i';
        read_option(f, start);
        if (holds(f, "++", end) || holds(f, "#", end)) f->cues[cue_language]++;
      } else if (capitals == letters) {
        f->acronyms += capitals > 1;
      } else if (at(f, start) - 'A' < 26 && !f->opens_sentence) {
        f->capitalised++;
      }
      f->calls += at(f, end) == '(' || at(f, end) == '[';
      if (is_word_byte(at(f, start - 2))) {
        if (at(f, start - 1) == '.') { if (cues >> cue_fileExtension & 1) f->files++; else f->joints++; }
        f->slashes += at(f, start - 1) == '/';
        f->joints += at(f, start - 1) == '_';
      }
      if (humps > 0 && (holds(f, "Error", end - 5) || holds(f, "Exception", end - 9))) cues |= (uint64_t)1 << cue_errors;
      add_cues(f, cues);
      return end;
    }

    static void read_form(form *f) {
      ptrdiff_t k = 0;
      f->stem = -1;
      f->opens_line = f->opens_sentence = 1;
      for (k = 0; k < f->count; k++) f->bytes[f->text[k]]++;
      read_lines(f);
      for (k = 0; k < f->count;) {
        int kind = at(f, k) < 0x80 ? OTHER : scalar_class(f, k);
        if (is_letter(at(f, k)) || kind == LETTER || kind == IDEOGRAPH) k = read_word(f, k);
        else if (is_digit(at(f, k))) k = read_number(f, k);
        else { k = read_mark(f, k); continue; }
        f->opens_line = f->opens_sentence = 0;
      }
    }

    """#
}
