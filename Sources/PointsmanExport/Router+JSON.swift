internal import Foundation
public import Pointsman
internal import PointsmanSupport

extension Router {
  /// The whole router as one JSON object, on one line.
  ///
  /// ```swift
  /// try router.exportedJSON().write(toFile: "router.json", atomically: true, encoding: .utf8)
  /// ```
  ///
  ///     {"format": "pointsman router as JSON", "version": 1, "digest": "…",
  ///      "manifest": {…}, "tensors": {"NAME": {"type": "I16", "shape": [n, m], "data": "base64"}, …},
  ///      "boilerplate": [["opening", "closing"], …], "requests": {"references": "word word …", "fillers": "word word …"}, "cues": {"KIND": "word word …", …},
  ///      "scalars": {"starts": […], "kinds": […], "deltas": […]}}
  ///
  /// `manifest` and `tensors` are those of the router file. Tensors are little-endian and row-major: F32 numbers, I16
  /// numbers to be multiplied by the scale of their column, U8 text. A reader computes for each of the M `models`
  /// the intercept plus what each of `blocks` adds. They read the user's last turns, from the
  /// last that is a request of its own by the words of `requests` (`FullRequest`), a blank line between them; the structural
  /// block reads the last. What agents put there between two marks of `boilerplate` goes first, up to the end of the turn where
  /// the closing mark is empty (`Boilerplate`).
  ///
  /// - lexical: once for the n-grams of words and once for those of characters, Σ x_b w_bm / ‖x‖, with
  ///   x_b = (1 + ln tf_b) idf_b. `lexical.rows` has idf first, then M weights, a row a bucket; words have the first
  ///   2^`bits_per_family` buckets. `LexicalSpecification` says what is counted.
  /// - structural, encoder, external: Σ s_j w_jm, with z = (x − mean) · inverse deviation and s = z / √(1 + z²/36).
  ///   The features are named in the manifest; of the structural ones `cues` has the words, and
  ///   Tests/Checks/exports/structural.js computes them.
  /// - semantic: n^−¾ Σ w_tm over the n WordPieces of the prompt, the lines of `semantic.vocabulary`; `semantic.low_bytes`,
  ///   of the shape of `semantic.rows`, adds its number / 256 to each of these before the scale. `scalars` says
  ///   what becomes of a scalar from `starts[k]` on, before pieces are sought: kind 0 goes, 1 parts words, 2 is a word
  ///   of its own, 3 is part of a word; `deltas[k]` is added to it.
  /// - category: `CategoryHead`.
  /// - neighbours: `NeighbourHead` and `NeighbourIndex`.
  ///
  /// Then the calibration of each model, then the context block by tags (`ContextHead`); where `target` is
  /// "winner", probabilities are scaled to sum to 1. `golden` in the manifest has prompts with the right answers, and
  /// Tests/Checks/exports/router.js is such a reader, and lexical.js there one of 70 lines for the lexical block alone.
  public func exportedJSON() -> String {
    let tensors = heads.tensors.sorted { $0.key < $1.key }.map { name, tensor in
      (
        key: name,
        value: JSONValue.object([
          ("type", .string(tensor.type.rawValue)), ("shape", .array(tensor.shape.map(JSONValue.integer))),
          ("data", .string(Data(tensor.bytes).base64EncodedString())),
        ])
      )
    }
    var members: [(key: String, value: JSONValue)] = [
      ("format", .string("pointsman router as JSON")), ("version", .integer(1)), ("digest", .string(digest)),
      ("manifest", manifest.json), ("tensors", .object(tensors)),
      (
        "boilerplate",
        .array(
          Boilerplate.marks.map {
            .array([$0.opening, $0.closing].map { .string(String(decoding: $0, as: UTF8.self)) })
          })
      ),
      (
        "requests",
        .object([
          ("references", .string(Self.text(FullRequest.references))),
          ("fillers", .string(Self.text(FullRequest.fillers))),
        ])
      ),
    ]
    if heads[StructuralHead.self] != nil {
      members.append(("cues", .object(CueLexicon.words.map { ("\($0.cue)", .string($0.words)) })))
    }
    if heads[SemanticHead.self] != nil {
      let runs = ScalarRun.semantic
      members.append(
        (
          "scalars",
          .object([
            ("starts", .array(runs.map { .integer(Int($0.start)) })),
            ("kinds", .array(runs.map { .integer(Int($0.kind)) })),
            ("deltas", .array(runs.map { .integer(Int($0.delta)) })),
          ])
        ))
    }
    return JSONValue.object(members).text + "\n"
  }

  private static func text(_ words: [[UInt8]]) -> String {
    words.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
  }
}
