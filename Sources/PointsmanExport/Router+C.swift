public import Pointsman

extension Router {
  /// The router as one C99 file without dependencies but libm, for routers of the lexical, structural and semantic
  /// blocks, the default of `train`:
  ///
  /// ```swift
  /// try router.exportedC(name: "assistants").write(toFile: "router.c", atomically: true, encoding: .utf8)
  /// ```
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
    var source = CSource(name: name)
    var blocks: [any CExportable] = []
    for head in heads {
      guard let block = head as? any CExportable else { throw .unsupportedBlock(head.block, format: .c) }
      blocks.append(block)
      source.macros.insert(head.block.rawValue.uppercased())
    }
    var parts = [cPromptTables(name), source.text(of: PackageResources.prompt_h)]
    if blocks.contains(where: \.readsScalars) { parts.append(source.text(of: PackageResources.scalars_h)) }
    for block in blocks { parts += [block.cTables] + block.cFiles.map { source.text(of: $0) } }
    if manifest.target == .winner { source.macros.insert("WINNER") }
    parts += [cCalibrationTables(name), source.text(of: PackageResources.route_c)]
    return parts.joined(separator: "\n")
  }

  private func cPromptTables(_ name: String) -> String {
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

    /* A turn of ENOUGH_BYTES is a request of its own, and so is one of LEAST_BYTES with LEAST_WORDS beside the fillers, unless
       it refers to a turn before. */
    enum { ENOUGH_BYTES = \(FullRequest.enoughBytes), LEAST_BYTES = \(FullRequest.leastBytes), LEAST_WORDS = \(FullRequest.leastWords) };
    \(CTable.text("char *const", "references", FullRequest.references.map(CTable.literal)))\
    \(CTable.text("char *const", "fillers", FullRequest.fillers.map(CTable.literal)))\
    enum { REFERENCES = sizeof references / sizeof *references, FILLERS = sizeof fillers / sizeof *fillers };

    /* Coding agents write into the user's turns between such marks. */
    static const struct { const char *opening, *closing; } marks[] = {
    \(Boilerplate.marks.map { "  {\(CTable.literal($0.opening)), \(CTable.literal($0.closing))},\n" }.joined())\
    };
    enum { MARKS = sizeof marks / sizeof *marks };

    """
  }

  private func cCalibrationTables(_ name: String) -> String {
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
    return """
      typedef struct { double slope, intercept; size_t points; const double *logits, *probabilities; } calibration;

      \(tables)\
      static const calibration calibrations[] = {
      \(entries)};
      static const float intercepts[] = {\(heads.intercepts.map(CTable.literal).joined(separator: ", "))};

      extern const char *const \(name)_models[];
      extern const size_t \(name)_count;
      const char *\(name)_route(const char *prompt, size_t length, double *probabilities);
      const char *\(name)_route_turns(const \(name)_turn *turns, size_t count, double *probabilities);

      const char *const \(name)_models[] = {
      \(models.map { "  " + CTable.literal($0) + ",\n" }.joined())\
      };
      const size_t \(name)_count = MODELS;

      """
  }
}

/// A head that the C export can write. The block's name in capitals is the macro that its lines of route.c are under.
private protocol CExportable: BlockHead {
  /// The block's tables, which its files read.
  var cTables: String { get }
  /// The files of the folder C that add the block to the logits.
  var cFiles: [[UInt8]] { get }
  /// True if these call the functions of scalars.h.
  var readsScalars: Bool { get }
}

extension LexicalHead: CExportable {
  fileprivate var cTables: String {
    """
    enum { FAMILY = 1 << \(specification.bitsPerFamily) };
    enum { SPACE = \(ScalarRun.LexicalKind.space), WORD = \(ScalarRun.LexicalKind.word) };
    enum { CASED = \(ScalarRun.LexicalKind.cased), CASE_IGNORABLE = \(ScalarRun.LexicalKind.caseIgnorable) };

    """ + CTable.text("lexical_runs", ScalarRun.lexical)
      + CTable.text("int16_t", "lexical_rows", rows.lazy.map(\.description))
      + CTable.text("float", "lexical_scales", scales.map(CTable.literal))
  }

  fileprivate var cFiles: [[UInt8]] { [PackageResources.lexical_c] }
  fileprivate var readsScalars: Bool { true }
}

extension StructuralHead: CExportable {
  fileprivate var cTables: String {
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
        + CTable.text("float", "structural_weights", weights.map(CTable.literal))
  }

  fileprivate var cFiles: [[UInt8]] { [PackageResources.statistics_h, PackageResources.structural_c] }
  fileprivate var readsScalars: Bool { false }
}

extension SemanticHead: CExportable {
  fileprivate var cTables: String {
    let table = PieceTable(vocabulary)
    return """
      enum { PIECE_SLOTS = \(table.slots.count), LONGEST_PIECE = \(table.longest) };

      """ + CTable.text("semantic_runs", ScalarRun.semantic)
        + CTable.text("unsigned char", "piece_text", table.text.lazy.map(\.description))
        + CTable.text("uint32_t", "piece_starts", table.starts.lazy.map(\.description))
        + CTable.text("uint32_t", "piece_slots", table.slots.lazy.map(\.description))
        + CTable.text("int32_t", "semantic_rows", rows.lazy.map(\.description))
        + CTable.text("float", "semantic_scales", scales.map(CTable.literal))
  }

  fileprivate var cFiles: [[UInt8]] { [PackageResources.semantic_c] }
  fileprivate var readsScalars: Bool { true }
}

/// The text that a file of the folder C gives an export.
///
/// Each of these files compiles by itself. It includes the files whose functions it calls, and `tables.h`, a sample of
/// the tables that an export has. An export has all of this in one file. `#include` and `#pragma once` are therefore
/// left out, as are the lines between `#ifdef` and `#endif` whose macro is not defined. `NAME` is the prefix of the
/// public names.
struct CSource {
  var name: String
  /// The blocks of the router, and WINNER for the target of that name.
  var macros: Set<String> = []

  /// O(bytes). `#ifdef` is read without nesting and without `#else`.
  func text(of file: [UInt8]) -> String {
    var text = ""
    var isDefined = true
    let lines = String(decoding: file, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    for line in lines.dropLast() {
      let words = line.split(separator: " ")
      switch words.first {
      case "#pragma", "#include": continue
      case "#ifdef": isDefined = macros.contains(String(words[1]))
      case "#endif": isDefined = true
      default: if isDefined { text += line + "\n" }
      }
    }
    return text.replacing("NAME_", with: name + "_")
  }
}
