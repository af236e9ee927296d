package import PointsmanOutcomes
package import PointsmanSupport

extension Audit {
  /// The audit for a terminal. Of more than twenty models the best twenty have a line, unless all are asked for.
  package func text(leaks: DuplicateCounts?, allModels: Bool = false) -> String {
    let hasCosts = models.contains { $0.cost != nil }
    let header = ["model", "score"] + (hasCosts ? ["cost $"] : []) + ["observed", "missing"]
    let shown = ShownModels(scores: models.map(\.score), all: allModels)
    let table = shown.indices.map { models[$0] }.map { model in
      [model.name, fixed(model.score)] + (hasCosts ? [significant(model.cost)] : [])
        + [String(model.observed), String(rows - model.observed)]
    }
    var lines = [
      "\(rows) prompts, \(models.count) models, \(categories) categories, \(missingCells) missing cells", "",
    ]
    lines += aligned([header] + table) + (shown.rest.map { [$0] } ?? []) + [""]
    if isWeighted { lines.append("scores and costs are means by the prompts' weights") }
    let gaps = CostGaps(models.map { ($0.name, $0.observed, $0.priced) })
    if let gaps { lines += wrapped(gaps.sentence) }
    lines.append(
      "best single \(bestSingle.map { "\($0.model.visible) \(fixed($0.score))" } ?? "–"), oracle \(fixed(oracle)), "
        + "headroom \(fixed(headroom)), over \(completeRows) prompts with every model")
    lines.append("ties for best on \(tiedForBest) prompts, all models alike on \(tiedAll)")
    lines.append("copies of an earlier prompt: " + duplicates.summary)
    if let leaks {
      lines.append("leaks, test prompts that copy one of these: " + leaks.summary)
      lines += leaks.examples.map { "  \($0.row.visible) copies \($0.earlier.visible)" }
    }
    return lines.joined(separator: "\n")
  }

  /// The audit as `pointsman audit --json` prints it.
  package func json(leaks: DuplicateCounts?) -> JSONValue {
    let best: JSONValue =
      bestSingle.map { .object([("model", .string($0.model)), ("score", .figure($0.score))]) } ?? .null
    let gaps = CostGaps(models.map { ($0.name, $0.observed, $0.priced) })
    return .object(
      [
        ("prompts", .integer(rows)), ("complete_prompts", .integer(completeRows)),
        ("missing_cells", .integer(missingCells)),
        (
          "models",
          .object(
            models.map { model in
              (
                model.name,
                .object([
                  ("score", .figure(model.score)), ("cost", .figure(model.cost)),
                  ("observed", .integer(model.observed)),
                ])
              )
            })
        ),
        ("categories", .integer(categories)), ("tied_for_best", .integer(tiedForBest)), ("tied_all", .integer(tiedAll)),
        ("best_single", best), ("oracle", .figure(oracle)), ("headroom", .figure(headroom)),
        ("duplicates", duplicates.json), ("leaks", leaks?.json ?? .null),
      ] + (gaps.map { [("missing_costs", $0.json)] } ?? []))
  }
}

extension DuplicateCounts {
  fileprivate var summary: String {
    "\(exact) to the letter, \(normalized) but for case, spaces and punctuation, \(near) nearly"
  }

  fileprivate var json: JSONValue {
    .object([
      ("exact", .integer(exact)), ("normalized", .integer(normalized)), ("near", .integer(near)),
      (
        "examples",
        .array(examples.map { .object([("row", .string($0.row)), ("copies", .string($0.earlier))]) })
      ),
    ])
  }
}
