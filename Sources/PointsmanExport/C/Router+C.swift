public import Pointsman

extension Router {
  /// The router as one C99 file without dependencies but libm, for routers of the lexical, structural and semantic
  /// blocks, which is what `train` makes unless told otherwise:
  ///
  ///     typedef struct { const char *role, *text; size_t length; } NAME_turn;
  ///     extern const char *const NAME_models[];       /* in alphabetical order; NAME_count of them */
  ///     const char *NAME_route(const char *prompt, size_t length, double *probabilities);
  ///     const char *NAME_route_turns(const NAME_turn *turns, size_t count, double *probabilities);
  ///
  /// `NAME_route` takes one turn of the user, `NAME_route_turns` a conversation, oldest turn first, whose roles are those
  /// of `Message.Role`. They return the model of the highest probability, of several the first by name, and fill
  /// `probabilities`, one a model, unless it is NULL. Text is UTF-8 and need not end in NUL; they return NULL where
  /// memory runs out, and keep none. Any number of threads may call them. Policies are not exported.
  ///
  /// Throws `ExportError.unsupportedBlock` for a router with another block, and `invalidName`.
  public func exportedC(name: String) throws(ExportError) -> String {
    let letters = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
    guard let first = name.utf8.first, letters.contains(first),
      name.utf8.allSatisfy({ letters.contains($0) || $0 == 0x5f || 0x30...0x39 ~= $0 })
    else { throw .invalidName(name) }
    var blocks: [any CExportable] = []
    for head in heads {
      guard let block = head as? any CExportable else { throw .unsupportedBlock(head.block, format: .c) }
      blocks.append(block)
    }
    return cPrologue(name) + (blocks.contains(where: \.readsScalars) ? CRoutines.scalars : "")
      + blocks.map(\.cSource).joined() + cEpilogue(name, blocks)
  }

  private func cPrologue(_ name: String) -> String {
    """
    /* Router \(digest.prefix(12)), written by pointsman \(Version.current). Do not edit; link with -lm. A header for it:

       typedef struct { const char *role, *text; size_t length; } \(name)_turn;
       extern const char *const \(name)_models[];
       extern const size_t \(name)_count;
       const char *\(name)_route(const char *prompt, size_t length, double *probabilities);
       const char *\(name)_route_turns(const \(name)_turn *turns, size_t count, double *probabilities);

       They return the model that should get the prompt, or answer the last turn, and fill one probability a model of
       \(name)_models unless probabilities is NULL. Text is UTF-8 of the given length; roles are "system", "developer",
       "user", "assistant" and "tool". NULL: no memory. Safe to call from any thread. */
    #include <math.h>
    #include <stddef.h>
    #include <stdint.h>
    #include <stdlib.h>
    #include <string.h>

    typedef struct { const char *role, *text; size_t length; } \(name)_turn;

    enum { MODELS = \(models.count), WINDOW = \(Prompt.window) };

    /* What coding agents write into the user's turns stands between such marks. */
    static const struct { const char *opening, *closing; } marks[] = {
    \(Boilerplate.marks.map { "  {\(CTable.literal($0.opening)), \(CTable.literal($0.closing))},\n" }.joined())\
    };
    enum { MARKS = sizeof marks / sizeof *marks };


    """ + CRoutines.prompt(turn: "\(name)_turn")
  }

  private func cEpilogue(_ name: String, _ blocks: [any CExportable]) -> String {
    var (tables, entries) = ("", "")
    for (index, model) in manifest.models.enumerated() {
      switch model.calibration {
      case .platt(let slope, let intercept): entries += "  {\(slope), \(intercept), 0, NULL, NULL},\n"
      case .isotonic(let logits, let probabilities):
        tables += CTable.text("double", "logits_\(index)", logits.map(\.description))
        tables += CTable.text("double", "probabilities_\(index)", probabilities.map(\.description))
        entries += "  {0, 0, \(logits.count), logits_\(index), probabilities_\(index)},\n"
      }
    }
    let isWinner = manifest.target == .winner
    let names = models.map { "  " + CTable.literal($0) + ",\n" }.joined()
    let calls = blocks.map { "    \($0.cCall)\n" }.joined()
    return CRoutines.calibration + tables + """
      static const calibration calibrations[] = {
      \(entries)};
      static const float intercepts[] = {\(heads.intercepts.map(CTable.literal).joined(separator: ", "))};

      extern const char *const \(name)_models[];
      extern const size_t \(name)_count;
      const char *\(name)_route(const char *prompt, size_t length, double *probabilities);
      const char *\(name)_route_turns(const \(name)_turn *turns, size_t count, double *probabilities);

      const char *const \(name)_models[] = {
      \(names)};
      const size_t \(name)_count = MODELS;

      const char *\(name)_route_turns(const \(name)_turn *turns, size_t count, double *probabilities) {
        double p[MODELS]\(isWinner ? ", sum = 0" : "");
        float logits[MODELS];
        size_t best = 0, total = 0, length, last, k, m;
        unsigned char *said, *part = malloc(WINDOW + 1);
        int done;
        for (k = 0; k < count; k++) total += turns[k].length;
        said = malloc(total + 2 * count + 1);
        done = said && part;
        memcpy(logits, intercepts, sizeof logits);
        if (done) {
          length = read_said(turns, count, said, &last);
      \(calls)\
        }
        free(said); free(part);
        if (!done) return NULL;
        for (m = 0; m < MODELS; m++) p[m] = calibrated(&calibrations[m], (double)logits[m]);
      \(isWinner ? "  for (m = 0; m < MODELS; m++) sum += p[m];\n" : "")\
        for (m = 0; m < MODELS; m++) {
      \(isWinner ? "    p[m] = sum > 0 ? p[m] / sum : 1.0 / MODELS;\n" : "")\
          if (probabilities) probabilities[m] = p[m];
          if (p[m] > p[best]) best = m;
        }
        return \(name)_models[best];
      }

      const char *\(name)_route(const char *prompt, size_t length, double *probabilities) {
        \(name)_turn turn = {"user", prompt, length};
        return \(name)_route_turns(&turn, 1, probabilities);
      }

      """
  }
}

/// A head that the C export can write.
private protocol CExportable: BlockHead {
  /// Tables and routines.
  var cSource: String { get }
  /// The statement that adds the block to the logits.
  var cCall: String { get }
  /// True if the routines call those of `CRoutines.scalars`.
  var readsScalars: Bool { get }
}

extension LexicalHead: CExportable {
  var cSource: String {
    """
    enum { FAMILY = 1 << \(specification.bitsPerFamily) };
    enum { SPACE = \(ScalarRun.LexicalKind.space), WORD = \(ScalarRun.LexicalKind.word) };
    enum { CASED = \(ScalarRun.LexicalKind.cased), CASE_IGNORABLE = \(ScalarRun.LexicalKind.caseIgnorable) };

    """ + CTable.text("lexical_runs", ScalarRun.lexical)
      + CTable.text("int16_t", "lexical_rows", rows.lazy.map(\.description))
      + CTable.text("float", "lexical_scales", scales.map(CTable.literal)) + "\n" + CRoutines.lexical
  }

  var cCall: String { "done = add_lexical(part, within(said, length, part), logits);" }
  var readsScalars: Bool { true }
}

extension StructuralHead: CExportable {
  var cSource: String {
    let words = CueLexicon.words.flatMap { entry in entry.words.split(separator: " ").map { ($0, entry.cue.mask) } }
    let entries = Dictionary(words, uniquingKeysWith: |).sorted { $0.key < $1.key }
    return """
      enum { FEATURES = \(StructuralFeatures.count) };
      enum { \(Cue.allCases.map { "cue_\($0)" }.joined(separator: ", ")), CUES };
      typedef struct { const char *word; uint64_t cues; } cue_word;

      """ + CTable.text("cue_word", "cue_words", entries.map { "{\(CTable.literal(String($0.key))),\($0.value)}" })
        + "enum { CUE_WORDS = sizeof cue_words / sizeof *cue_words };\n"
        + CTable.text("float", "structural_means", scaling.means.map(CTable.literal))
        + CTable.text("float", "structural_inverses", scaling.inverseDeviations.map(CTable.literal))
        + CTable.text("float", "structural_weights", weights.map(CTable.literal)) + "\n" + CRoutines.structural
  }

  var cCall: String {
    "add_structural(part, within(said + last, length - last, part), count, total - (length - last), logits);"
  }
  var readsScalars: Bool { false }
}

extension SemanticHead: CExportable {
  var cSource: String {
    let table = PieceTable(vocabulary)
    return """
      enum { PIECE_SLOTS = \(table.slots.count), LONGEST_PIECE = \(table.longest) };

      """ + CTable.text("semantic_runs", ScalarRun.semantic)
        + CTable.text("unsigned char", "piece_text", table.text.lazy.map(\.description))
        + CTable.text("uint32_t", "piece_starts", table.starts.lazy.map(\.description))
        + CTable.text("uint32_t", "piece_slots", table.slots.lazy.map(\.description))
        + CTable.text("int32_t", "semantic_rows", rows.lazy.map(\.description))
        + CTable.text("float", "semantic_scales", scales.map(CTable.literal)) + "\n" + CRoutines.semantic
  }

  var cCall: String { "add_semantic(part, within(said, length, part), logits);" }
  var readsScalars: Bool { true }
}
