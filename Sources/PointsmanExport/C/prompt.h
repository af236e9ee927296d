/* The text that is read of a conversation: the turns of the user, without the blocks that agents write, within the
   window. The definitions are those of Prompt and Boilerplate. */
#pragma once
#include "tables.h"

/* Returns the scalar at text[*k], and moves *k past it. A byte that begins no scalar gives U+FFFD. */
static uint32_t decode(const unsigned char *text, size_t count, size_t *k) {
  unsigned lead = text[(*k)++];
  unsigned more = lead < 0xc2 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : lead < 0xf5 ? 3 : 0;
  uint32_t scalar;
  unsigned n;
  if (lead < 0x80) return lead;
  if (more == 0 || count - *k < more) return 0xfffd;
  scalar = lead & (0x3fu >> more);
  for (n = 0; n < more; n++) {
    if ((text[*k + n] & 0xc0) != 0x80) return 0xfffd;
    scalar = scalar << 6 | (text[*k + n] & 0x3f);
  }
  if ((more == 2 && scalar < 0x800) || (more == 3 && (scalar < 0x10000 || scalar > 0x10ffff))
      || (scalar >= 0xd800 && scalar < 0xe000))
    return 0xfffd;
  *k += more;
  return scalar;
}

static int is_space(unsigned byte) { return byte == ' ' || byte - 9 < 5; }

/* True for text of Unicode's White_Space alone. */
static int is_blank(const unsigned char *text, size_t count) {
  size_t k = 0;
  while (k < count) {
    uint32_t scalar = decode(text, count, &k);
    if (!(is_space(scalar) || scalar == 0x85 || scalar == 0xa0 || scalar == 0x1680 || scalar - 0x2000 < 11
            || scalar == 0x2028 || scalar == 0x2029 || scalar == 0x202f || scalar == 0x205f || scalar == 0x3000))
      return 0;
  }
  return 1;
}

static int starts(const unsigned char *text, size_t count, const char *mark) {
  size_t length = strlen(mark);
  return count >= length && memcmp(text, mark, length) == 0;
}

/* Returns the start of the line after the block that an agent's mark opens at text[line], or `line` if no mark opens
   there. A block without a closing mark goes on to the end. Notes in `unclosed` the marks that do not close after it. */
static size_t block_end(const unsigned char *text, size_t count, size_t line, char *unclosed) {
  size_t m, k, end;
  for (m = 0; m < MARKS; m++) {
    if (unclosed[m] || !starts(text + line, count - line, marks[m].opening)) continue;
    if (marks[m].closing[0] == 0) return count;
    k = line + strlen(marks[m].opening);
    while (k < count && !starts(text + k, count - k, marks[m].closing)) k++;
    if (k == count) {
      unclosed[m] = 1;
      continue;
    }
    end = k += strlen(marks[m].closing);
    while (end < count && is_space(text[end]) && text[end] != '\n') end++;
    return end == count ? count : text[end] == '\n' ? end + 1 : k;
  }
  return line;
}

/* Copies a turn without such blocks, except those between fences of code. A turn that had blocks loses the white space
   at its ends. Returns the length. */
static size_t strip(const unsigned char *turn, size_t count, unsigned char *said) {
  char unclosed[MARKS] = {0};
  size_t line = 0, length = 0, begin = 0, end;
  int is_fenced = 0, is_found = 0;
  while (line < count) {
    end = is_fenced ? line : block_end(turn, count, line, unclosed);
    if (end > line) {
      is_found = 1;
    } else {
      do { end++; } while (end < count && turn[end - 1] != '\n');
      if (starts(turn + line, end - line, "```")) is_fenced = !is_fenced;
      memcpy(said + length, turn + line, end - line);
      length += end - line;
    }
    line = end;
  }
  if (!is_found) return length;
  while (length > 0 && is_space(said[length - 1])) length--;
  while (begin < length && is_space(said[begin])) begin++;
  memmove(said, said + begin, length - begin);
  return length - begin;
}

/* Copies the user's turns, with a blank line between them. is_stripped removes agents' blocks, and turns that are blank
   without them. starts[k] becomes the start of turn k of those copied, *copied their number. Returns the length. */
static size_t copy_turns(
    const NAME_turn *turns, size_t count, int is_stripped, unsigned char *said, size_t *starts, size_t *copied) {
  size_t length = 0, begin, end, k;
  *copied = 0;
  for (k = 0; k < count; k++) {
    const unsigned char *text = (const unsigned char *)turns[k].text;
    if (strcmp(turns[k].role, "user") != 0) continue;
    begin = *copied > 0 ? length + 2 : 0;
    if (is_stripped) {
      end = begin + strip(text, turns[k].length, said + begin);
      if (is_blank(said + begin, end - begin)) continue;
    } else {
      memcpy(said + begin, text, turns[k].length);
      end = begin + turns[k].length;
    }
    if (*copied > 0) memcpy(said + length, "\n\n", 2);
    starts[(*copied)++] = begin;
    length = end;
  }
  return length;
}

static int is_listed(const char *const *words, size_t count, const unsigned char *word, size_t length) {
  size_t k;
  for (k = 0; k < count; k++)
    if (strlen(words[k]) == length && memcmp(words[k], word, length) == 0) return 1;
  return 0;
}

/* True if a turn is a request of its own, and not an answer such as "yes" to the turns before it. */
static int is_alone(const unsigned char *turn, size_t count) {
  unsigned char word[ENOUGH_BYTES];
  size_t bytes = 0, wanted = 0, length = 0, k;
  for (k = 0; k < count; k++) bytes += !is_space(turn[k]);
  if (bytes >= ENOUGH_BYTES || bytes < LEAST_BYTES) return bytes >= ENOUGH_BYTES;
  for (k = 0; k <= count; k++) {
    unsigned byte = k < count ? turn[k] : ' ';
    if (byte - 'A' < 26) byte |= 0x20;
    if (byte - 'a' < 26 || byte - '0' < 10 || byte >= 0x80) {
      word[length++] = (unsigned char)byte;
    } else if (length > 0) {
      if (is_listed(references, REFERENCES, word, length)) return 0;
      wanted += !is_listed(fillers, FILLERS, word, length);
      length = 0;
    }
  }
  return wanted >= LEAST_WORDS;
}

/* Copies the text to route: the user's turns without agents' blocks. If nothing is left, the user's turns as they are;
   without a user, the last turn. said has room for all turns and 2 bytes for each, starts for count numbers. *last becomes
   the start of the last turn; *first that of the last turn that is a request of its own, where reading starts. Returns the
   length. */
static size_t read_said(
    const NAME_turn *turns, size_t count, unsigned char *said, size_t *starts, size_t *first, size_t *last) {
  size_t copied, length, end, k;
  *first = *last = 0;
  if (count == 0) return 0;
  length = copy_turns(turns, count, 1, said, starts, &copied);
  if (copied == 0) length = copy_turns(turns, count, 0, said, starts, &copied);
  if (copied == 0) {
    memcpy(said, turns[count - 1].text, turns[count - 1].length);
    return turns[count - 1].length;
  }
  *last = starts[copied - 1];
  for (k = copied, end = length; k > 0; k--) {
    *first = starts[k - 1];
    if (is_alone(said + *first, end - *first)) break;
    end = k > 1 ? *first - 2 : 0;
  }
  return length;
}

/* Copies a text, or the first and the last half of the window of a longer one. Returns the length. `part` has room for
   WINDOW + 1. */
static size_t within(const unsigned char *text, size_t count, unsigned char *part) {
  size_t length = WINDOW / 2, k = count - WINDOW / 2;
  if (count <= WINDOW) {
    memcpy(part, text, count);
    return count;
  }
  /* A character that the cut may split is left out. */
  while (length > 0 && (text[length - 1] & 0xc0) == 0x80) length--;
  if (length > 0 && text[length - 1] >= 0xc0) length--;
  memcpy(part, text, length);
  part[length++] = '\n';
  while (k < count && (text[k] & 0xc0) == 0x80) k++;
  memcpy(part + length, text + k, count - k);
  return length + count - k;
}
