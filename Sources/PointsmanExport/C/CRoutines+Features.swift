extension CRoutines {
  /// From what was counted to the features, and from these to logits.
  static let features = #"""
    static long bytes_of(const form *f, const char *bytes) {
      long sum = 0;
      for (; *bytes; bytes++) sum += f->bytes[(unsigned char)*bytes];
      return sum;
    }

    static long bytes_in(const form *f, int low, int high) {
      long sum = 0;
      for (; low <= high; low++) sum += f->bytes[low];
      return sum;
    }

    static float smooth(double x) { return (float)log1p(x); }
    static float counted(long n) { return log1pf((float)n); }
    static float share(long part, long whole, float more) { return (float)part / ((float)whole + more); }

    static void add_structural(const unsigned char *text, size_t count, size_t turns, size_t earlier, float *logits) {
      form f = {0};
      size_t j, m;
      f.text = text;
      f.count = (ptrdiff_t)count;
      read_form(&f);
      const long characters = (long)f.count - bytes_in(&f, 0x80, 0xbf) - f.bytes['\r'];
      const float x[FEATURES] = {
    \#(formulas.map { "    \($0.formula),  /* \($0.name) */\n" }.joined())\#
      };
      for (j = 0; j < FEATURES; j++) {
        float z = (x[j] - structural_means[j]) * structural_inverses[j];
        z /= sqrtf(1 + z * z / 36);
        for (m = 0; m < MODELS; m++) logits[m] += z * structural_weights[j * MODELS + m];
      }
    }

    """#

  /// The features in the order of `StructuralFeatures.table`, by name and in C.
  static let formulas: [(name: String, formula: String)] = [
    ("log characters", "counted(characters)"),
    ("log words", "counted(f.words)"),
    ("log lines", "counted(f.lines)"),
    ("sentence length", "smooth((double)f.words / (double)(f.sentences + 1))"),
    ("first line", "smooth((double)f.first_line / 40)"),
    (
      "distinct-word share",
      "smooth(-16384 * log((16384 - (double)(f.distinct < 16383 ? f.distinct : 16383)) / 16384)) / (counted(f.words) + 1)"
    ),
    ("name share", "share(f.capitalised, f.words, 5)"),
    ("acronym share", "share(f.acronyms, f.words, 5)"),
    ("article share", "share(f.cues[cue_article], f.words, 5)"),
    ("first-person words", "counted(f.cues[cue_firstPerson])"),
    ("digit share", "share(bytes_in(&f, '0', '9'), characters, 20)"),
    ("capital share", "share(bytes_in(&f, 'A', 'Z'), characters, 20)"),
    ("space share", "share(bytes_of(&f, \"\\t\\n\\v\\f \"), characters, 20)"),
    ("non-ASCII share", "share(bytes_in(&f, 0xc0, 0xff), characters, 20)"),
    ("comma share", "share(f.bytes[','], characters, 20)"),
    ("parenthesis share", "share(bytes_of(&f, \"()\"), characters, 20)"),
    ("operator share", "share(bytes_of(&f, \"=+*<>^%&|~\"), characters, 20)"),
    ("number share", "share(f.numbers, f.numbers + f.words, 5)"),
    ("largest number", "smooth(f.largest)"),
    ("number size", "smooth(f.digits / (double)(f.numbers + 1))"),
    ("amounts", "counted(f.amounts)"),
    ("fractions", "counted(f.fractions)"),
    ("powers", "counted(f.powers)"),
    ("mathematical notation", "counted(f.notation)"),
    ("dollar signs", "counted(f.dollars)"),
    ("variable share", "share(f.single_letters, f.words, 5)"),
    ("options", "counted(f.options)"),
    ("question stem", "smooth((double)(f.stem < 0 ? f.count : f.stem) / 40)"),
    ("bullets", "counted(f.bullets)"),
    ("questions", "counted(f.questions)"),
    ("blanks", "counted(f.blanks)"),
    ("examples", "counted(f.cues[cue_example])"),
    ("code fences", "counted(f.fences)"),
    ("inline code", "counted(f.backquotes)"),
    ("code-line share", "(float)(f.code / (double)(f.lines + 1))"),
    ("bracket depth", "counted(f.depth)"),
    ("identifiers", "counted(f.joints)"),
    ("calls", "counted(f.calls)"),
    ("files", "smooth((double)f.files + 0.5 * (double)f.slashes)"),
    ("markup tags", "counted(f.tags)"),
    ("quoted keys", "counted(f.keys)"),
    ("escapes", "counted(f.escapes)"),
    ("patch lines", "counted(f.patch)"),
    ("stack frames", "counted(f.frames)"),
    ("error words", "counted(f.cues[cue_errors])"),
    ("explain words", "counted(f.cues[cue_explain])"),
    ("design words", "counted(f.cues[cue_design])"),
    ("debug words", "counted(f.cues[cue_debug])"),
    ("test words", "counted(f.cues[cue_test])"),
    ("security words", "counted(f.cues[cue_security])"),
    ("refactor words", "counted(f.cues[cue_refactor])"),
    ("trade-off words", "counted(f.cues[cue_tradeoff])"),
    ("generate words", "counted(f.cues[cue_generate])"),
    ("function-call words", "counted(f.cues[cue_function])"),
    ("constraint words", "counted(f.cues[cue_constraint])"),
    ("vague words", "counted(f.cues[cue_vague])"),
    ("negation words", "counted(f.cues[cue_negation])"),
    ("fact-question words", "counted(f.cues[cue_factQuestion])"),
    ("how and why", "counted(f.cues[cue_howWhy])"),
    ("conditional words", "counted(f.cues[cue_conditional])"),
    ("quantity words", "counted(f.cues[cue_quantity])"),
    ("truth words", "counted(f.cues[cue_truth])"),
    ("mathematics words", "counted(f.cues[cue_mathematics])"),
    ("algorithm words", "counted(f.cues[cue_algorithm])"),
    ("arithmetic words", "counted(f.cues[cue_arithmetic])"),
    ("Python words", "counted(f.cues[cue_python])"),
    ("other language words", "counted(f.cues[cue_language])"),
    ("shell words", "counted(f.cues[cue_shell])"),
    ("database words", "counted(f.cues[cue_database])"),
    ("framework words", "counted(f.cues[cue_framework])"),
    ("log turns", "counted((long)turns)"),
    ("earlier conversation", "log1pf((float)earlier)"),
  ]
}
