public import Pointsman

extension Router {
  /// The router as one C99 file without dependencies but libm, for routers of the lexical and semantic blocks:
  ///
  ///     extern const char *const NAME_models[];       /* in alphabetical order; NAME_count of them */
  ///     const char *NAME_route(const char *prompt, size_t length, double *probabilities);
  ///
  /// `NAME_route` returns the model of the highest probability, of several the first by name, and fills
  /// `probabilities`, one a model, unless it is NULL. The prompt is UTF-8 and need not end in NUL; it returns NULL
  /// where memory runs out, and keeps none. Any number of threads may call it. Policies are not exported.
  ///
  /// Throws `ExportError.unsupportedBlock` for a router with another block, and `invalidName`.
  public func exportedC(name: String) throws(ExportError) -> String {
    let letters = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
    guard let first = name.utf8.first, letters.contains(first),
      name.utf8.allSatisfy({ letters.contains($0) || $0 == 0x5f || 0x30...0x39 ~= $0 })
    else { throw .invalidName(name) }
    if manifest.hasStructuralBlock { throw .unsupportedBlock(.structural, format: .c) }
    if let vector = manifest.vectors.first { throw .unsupportedBlock(vector.block, format: .c) }
    if manifest.kinds != nil { throw .unsupportedBlock(.kinds, format: .c) }
    if manifest.neighbours != nil { throw .unsupportedBlock(.neighbours, format: .c) }
    if manifest.context != nil { throw .unsupportedBlock(.context, format: .c) }
    return cPrologue(name) + (heads.lexical.map(Self.c) ?? "") + (heads.semantic.map(Self.c) ?? "") + cEpilogue(name)
  }

  private func cPrologue(_ name: String) -> String {
    """
    /* Router \(digest.prefix(12)), written by pointsman \(Version.current). Do not edit; link with -lm.

       const char *\(name)_route(const char *prompt, size_t length, double *probabilities);

       Returns the model that should get the prompt, UTF-8 of the given length, and fills one probability a model of
       \(name)_models unless probabilities is NULL. NULL: no memory. Safe to call from any thread. */
    #include <math.h>
    #include <stddef.h>
    #include <stdint.h>
    #include <stdlib.h>
    #include <string.h>

    enum { MODELS = \(models.count), WINDOW = \(Prompt.window) };


    """ + CRoutines.text
  }

  private static func c(_ heads: LexicalHeads) -> String {
    """
    enum { FAMILY = 1 << \(heads.specification.bitsPerFamily) };
    enum { SPACE = \(ScalarRun.LexicalKind.space), WORD = \(ScalarRun.LexicalKind.word) };
    enum { CASED = \(ScalarRun.LexicalKind.cased), CASE_IGNORABLE = \(ScalarRun.LexicalKind.caseIgnorable) };

    """ + CTable.text("lexical_runs", ScalarRun.lexical)
      + CTable.text("int16_t", "lexical_rows", heads.rows.lazy.map(\.description))
      + CTable.text("float", "lexical_scales", heads.scales.map(CTable.literal)) + "\n" + CRoutines.lexical
  }

  private static func c(_ heads: SemanticHeads) -> String {
    let table = PieceTable(heads.vocabulary)
    return """
      enum { PIECE_SLOTS = \(table.slots.count), LONGEST_PIECE = \(table.longest) };

      """ + CTable.text("semantic_runs", ScalarRun.semantic)
        + CTable.text("unsigned char", "piece_text", table.text.lazy.map(\.description))
        + CTable.text("uint32_t", "piece_starts", table.starts.lazy.map(\.description))
        + CTable.text("uint32_t", "piece_slots", table.slots.lazy.map(\.description))
        + CTable.text("int32_t", "semantic_rows", heads.rows.lazy.map(\.description))
        + CTable.text("float", "semantic_scales", heads.scales.map(CTable.literal)) + "\n" + CRoutines.semantic
  }

  private func cEpilogue(_ name: String) -> String {
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
    return CRoutines.calibration + tables + """
      static const calibration calibrations[] = {
      \(entries)};
      static const float intercepts[] = {\(heads.intercepts.map(CTable.literal).joined(separator: ", "))};

      extern const char *const \(name)_models[];
      extern const size_t \(name)_count;
      const char *\(name)_route(const char *prompt, size_t length, double *probabilities);

      const char *const \(name)_models[] = {
      \(names)};
      const size_t \(name)_count = MODELS;

      const char *\(name)_route(const char *prompt, size_t length, double *probabilities) {
        double p[MODELS]\(isWinner ? ", sum = 0" : "");
        float logits[MODELS];
        size_t best = 0, m, count;
        uint32_t *text = malloc((WINDOW + 1) * sizeof *text);
        int done = text != NULL;
        if (!done) return NULL;
        memcpy(logits, intercepts, sizeof logits);
        count = read_scalars((const unsigned char *)prompt, length, text);
      \(heads.lexical == nil ? "" : "  done = add_lexical(text, count, logits);\n")\
      \(heads.semantic == nil ? "" : "  if (done) add_semantic(text, count, logits);\n")\
        free(text);
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

      """
  }
}
