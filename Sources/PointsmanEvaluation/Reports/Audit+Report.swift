package import PointsmanOutcomes
package import PointsmanSupport

extension Audit {
  /// The audit for a terminal. Of more than twenty models the best twenty have a line, unless all are asked for.
  ///
  /// - Parameters:
  ///   - notes: what reading the files found, a sentence each.
  ///   - sideBySide: the times of the same outcomes; nil where they record none.
  package func text(
    leaks: DuplicateCounts?, notes: [String] = [], sideBySide: SideBySide? = nil, allModels: Bool = false
  ) -> String {
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
    if let sideBySide {
      lines += sideBySide.lines(allModels: allModels) + (sideBySide.fewClusters.map { wrapped($0.sentence) } ?? [])
      lines.append("")
    }
    if isWeighted { lines.append("scores and costs are means by the prompts' weights") }
    let gaps = CostGaps(models.map { ($0.name, $0.observed, $0.priced) })
    if let gaps { lines += wrapped(gaps.sentence) }
    lines.append(
      "best single \(bestSingle.map { "\($0.model.visible) \(fixed($0.score))" } ?? "–"), oracle \(fixed(oracle)), "
        + "headroom \(fixed(headroom)), over \(completeRows) prompts with every model")
    if let luckNote { lines += wrapped(luckNote) }
    lines.append("ties for best on \(tiedForBest) prompts, all models alike on \(tiedAll)")
    lines.append("copies of an earlier prompt: " + duplicates.summary)
    if let leaks {
      lines.append("leaks, test prompts that copy one of these: " + leaks.summary)
      lines += leaks.examples.map { "  \($0.row.visible) copies \($0.earlier.visible)" }
    }
    for note in notes + findings { lines += [""] + wrapped(note) }
    return lines.joined(separator: "\n")
  }

  /// The oracle and the headroom are of these very outcomes; nil without a complete row.
  var luckNote: String? {
    guard let oracleByLuck, let bestSingle else { return nil }
    let split = oracleOfSplitRuns.map {
      " Choosing by one half of each prompt's runs scores \(fixed($0)) on the other half, \(signed($0 - bestSingle.score)) over "
        + "the best single model."
    }
    return
      "The oracle is the best of these very outcomes, luck included: each model's scores shuffled over the prompts "
      + "would show \(fixed(oracleByLuck))." + (split ?? "")
  }

  /// Facts to know of the table before training, a sentence each.
  private var findings: [String] {
    var findings = aliases.map(\.sentence)
    if let example = contradictions.example {
      findings.append(
        "\(contradictions.prompts) \(contradictions.prompts == 1 ? "prompt comes" : "prompts come") several times, in "
          + "\(contradictions.rows) rows, with different scores of one model (\(example.earlier) and \(example.later): "
          + "\(example.model) \(example.scores.map(shortest).joined(separator: " and "))). Average repeated runs into one score, "
          + "and remove what is wrong.")
    }
    if divided.prompts > 0 {
      findings.append(
        "\(divided.prompts) \(divided.prompts == 1 ? "prompt is" : "prompts are") in several rows, each with other models "
          + "(\(divided.example.joined(separator: ", "))). To make one row of each: "
          + "pointsman convert FILE --join-by-prompt -o OUTPUT.jsonl")
    }
    return findings
  }

  /// The audit as `pointsman audit --json` prints it.
  package func json(
    leaks: DuplicateCounts?, sideBySide: SideBySide? = nil, reading: OutcomeReader.Skipped? = nil
  ) -> JSONValue {
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
        ("oracle_by_luck", .figure(oracleByLuck)), ("oracle_split_runs", .figure(oracleOfSplitRuns)),
        ("duplicates", duplicates.json), ("contradictions", contradictions.json),
        ("divided_prompts", .integer(divided.prompts)),
        ("aliases", .array(aliases.map(\.json))), ("leaks", leaks?.json ?? .null),
      ] + (reading?.members ?? []) + (gaps.map { [("missing_costs", $0.json)] } ?? [])
        + timesMembers(sideBySide))
  }

  private func timesMembers(_ sideBySide: SideBySide?) -> [(key: String, value: JSONValue)] {
    guard let sideBySide else { return [] }
    let few = sideBySide.fewClusters.map { [(key: "few_clusters", value: JSONValue.integer($0.count))] }
    return [("side_by_side", sideBySide.json)] + (few ?? [])
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

extension NameAliases {
  fileprivate var sentence: String {
    let listed = names.prefix(8).joined(separator: ", ") + (names.count > 8 ? " and \(names.count - 8) more" : "")
    let reason =
      differByCase
      ? "differ by case alone"
      : "could be one model: \(sharedPrompts) of their \(grouped(prompts)) prompts have outcomes of more than one of them"
        + (sharedPrompts == 0 ? "" : ", with the same scores on \(agreeingPrompts)")
    return "\(listed) \(reason). If they are one model, give them one name\(command.map { ": " + $0 } ?? ".")"
  }

  /// The command that gives them the first name; nil where a shell would misread a name, or the line is too long.
  private var command: String? {
    guard names.count <= 8, !names.contains(where: { $0.contains("'") || $0.contains("=") }) else { return nil }
    let renames = names.dropFirst().map { "--rename '\($0)=\(names[0])'" }.joined(separator: " ")
    return "pointsman convert FILE \(renames)\(sharedPrompts > 0 ? " --repeats mean" : "") -o OUTPUT.jsonl"
  }

  fileprivate var json: JSONValue {
    .object([
      ("names", .array(names.map { .string($0) })), ("prompts", .integer(prompts)),
      ("shared_prompts", .integer(sharedPrompts)),
    ])
  }
}

extension Contradictions {
  fileprivate var json: JSONValue {
    .object([
      ("prompts", .integer(prompts)), ("rows", .integer(rows)),
      (
        "example",
        example.map {
          .object([
            ("row", .string($0.later)), ("earlier", .string($0.earlier)), ("model", .string($0.model)),
            ("scores", .array($0.scores.map { .number($0) })),
          ])
        } ?? .null
      ),
    ])
  }
}

extension OutcomeReader.Skipped {
  /// Findings of reading, as members of an object.
  fileprivate var members: [(key: String, value: JSONValue)] {
    [
      ("columns", .array(columns.map(\.json))), ("habits", .array(habits.map(JSONValue.string))),
      ("cells_of_missing_words", .integer(missingWords)),
      (
        "not_observed",
        .object(
          unobserved.sorted { $0.key < $1.key }.map { reason, models in
            (reason, .object(models.sorted { $0.key < $1.key }.map { ($0.key, .integer($0.value)) }))
          })
      ), ("means_of_repeats", .integer(means)), ("computed_costs", .integer(priced)),
      ("prompts_of_missing_words", .integer(missingPrompts)), ("prompts_of_lists", .integer(listPrompts)),
      (
        "failed_requests",
        .object(failedRequests.sorted { $0.key < $1.key }.map { ($0.key, .integer($0.value)) })
      ),
    ]
  }
}

extension ModelColumns {
  fileprivate var json: JSONValue {
    .object([
      ("file", .string(path)), ("models", .array(models.map { .string($0) })),
      (
        "left_out",
        .array(leftOut.map { .object([("column", .string($0.column)), ("reason", .string($0.reason.description))]) })
      ),
    ])
  }
}
