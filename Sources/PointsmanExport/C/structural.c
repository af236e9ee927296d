/* The structural block: its features, and their share of the logits. */
#include "statistics.h"
#include "tables.h"

/* How often any of the bytes occurs, and any byte from low to high. */
static long bytes_of(const statistics *s, const char *bytes) {
  long sum = 0;
  for (; *bytes; bytes++) sum += s->bytes[(unsigned char)*bytes];
  return sum;
}

static long bytes_in(const statistics *s, int low, int high) {
  long sum = 0;
  for (; low <= high; low++) sum += s->bytes[low];
  return sum;
}

static float smooth(double x) { return (float)log1p(x); }
static float counted(long n) { return log1pf((float)n); }
static float share(long part, long whole, float more) { return (float)part / ((float)whole + more); }

static void add_structural(const unsigned char *text, size_t count, size_t turns, size_t earlier, float *logits) {
  statistics s = {0};
  size_t j, m;
  s.text = text;
  s.count = (ptrdiff_t)count;
  read_statistics(&s);
  const long characters = (long)s.count - bytes_in(&s, 0x80, 0xbf) - s.bytes['\r'];
  const float x[FEATURES] = {
      counted(characters),                                 /* log characters */
      counted(s.words),                                    /* log words */
      counted(s.lines),                                    /* log lines */
      smooth((double)s.words / (double)(s.sentences + 1)), /* sentence length */
      smooth((double)s.first_line / 40),                   /* first line */
      smooth(-16384 * log((16384 - (double)(s.distinct < 16383 ? s.distinct : 16383)) / 16384))
          / (counted(s.words) + 1),                         /* distinct-word share */
      share(s.capitalised, s.words, 5),                     /* name share */
      share(s.acronyms, s.words, 5),                        /* acronym share */
      share(s.cues[cue_article], s.words, 5),               /* article share */
      counted(s.cues[cue_firstPerson]),                     /* first-person words */
      share(bytes_in(&s, '0', '9'), characters, 20),        /* digit share */
      share(bytes_in(&s, 'A', 'Z'), characters, 20),        /* capital share */
      share(bytes_of(&s, "\t\n\v\f "), characters, 20),     /* space share */
      share(bytes_in(&s, 0xc0, 0xff), characters, 20),      /* non-ASCII share */
      share(s.bytes[','], characters, 20),                  /* comma share */
      share(bytes_of(&s, "()"), characters, 20),            /* parenthesis share */
      share(bytes_of(&s, "=+*<>^%&|~"), characters, 20),    /* operator share */
      share(s.numbers, s.numbers + s.words, 5),             /* number share */
      smooth(s.largest),                                    /* largest number */
      smooth(s.digits / (double)(s.numbers + 1)),           /* number size */
      counted(s.amounts),                                   /* amounts */
      counted(s.fractions),                                 /* fractions */
      counted(s.powers),                                    /* powers */
      counted(s.notation),                                  /* mathematical notation */
      counted(s.dollars),                                   /* dollar signs */
      share(s.single_letters, s.words, 5),                  /* variable share */
      counted(s.options),                                   /* options */
      smooth((double)(s.stem < 0 ? s.count : s.stem) / 40), /* question stem */
      counted(s.bullets),                                   /* bullets */
      counted(s.questions),                                 /* questions */
      counted(s.blanks),                                    /* blanks */
      counted(s.cues[cue_example]),                         /* examples */
      counted(s.fences),                                    /* code fences */
      counted(s.backquotes),                                /* inline code */
      (float)(s.code / (double)(s.lines + 1)),              /* code-line share */
      counted(s.depth),                                     /* bracket depth */
      counted(s.joints),                                    /* identifiers */
      counted(s.calls),                                     /* calls */
      smooth((double)s.files + 0.5 * (double)s.slashes),    /* files */
      counted(s.tags),                                      /* markup tags */
      counted(s.keys),                                      /* quoted keys */
      counted(s.escapes),                                   /* escapes */
      counted(s.patch),                                     /* patch lines */
      counted(s.frames),                                    /* stack frames */
      counted(s.cues[cue_errors]),                          /* error words */
      counted(s.cues[cue_explain]),                         /* explain words */
      counted(s.cues[cue_design]),                          /* design words */
      counted(s.cues[cue_debug]),                           /* debug words */
      counted(s.cues[cue_test]),                            /* test words */
      counted(s.cues[cue_security]),                        /* security words */
      counted(s.cues[cue_refactor]),                        /* refactor words */
      counted(s.cues[cue_tradeoff]),                        /* trade-off words */
      counted(s.cues[cue_generate]),                        /* generate words */
      counted(s.cues[cue_function]),                        /* function-call words */
      counted(s.cues[cue_constraint]),                      /* constraint words */
      counted(s.cues[cue_vague]),                           /* vague words */
      counted(s.cues[cue_negation]),                        /* negation words */
      counted(s.cues[cue_factQuestion]),                    /* fact-question words */
      counted(s.cues[cue_howWhy]),                          /* how and why */
      counted(s.cues[cue_conditional]),                     /* conditional words */
      counted(s.cues[cue_quantity]),                        /* quantity words */
      counted(s.cues[cue_truth]),                           /* truth words */
      counted(s.cues[cue_mathematics]),                     /* mathematics words */
      counted(s.cues[cue_algorithm]),                       /* algorithm words */
      counted(s.cues[cue_arithmetic]),                      /* arithmetic words */
      counted(s.cues[cue_python]),                          /* Python words */
      counted(s.cues[cue_language]),                        /* other language words */
      counted(s.cues[cue_shell]),                           /* shell words */
      counted(s.cues[cue_database]),                        /* database words */
      counted(s.cues[cue_framework]),                       /* framework words */
      counted((long)turns),                                 /* log turns */
      log1pf((float)earlier),                               /* earlier conversation */
  };
  for (j = 0; j < FEATURES; j++) {
    float z = (x[j] - structural_means[j]) * structural_inverses[j];
    z /= sqrtf(1 + z * z / 36);
    for (m = 0; m < MODELS; m++) logits[m] += z * structural_weights[j * MODELS + m];
  }
}
