package import PointsmanSupport

extension Comparison {
  /// The comparison for a terminal.
  package func text(first: String, second: String) -> String { Self.text([self], of: [first, second]) }

  /// Comparisons of one router with one or more others, each with its table.
  ///
  /// - Parameter names: of the first router, and of the other one of each comparison.
  package static func text(_ comparisons: [Comparison], of names: [String]) -> String {
    precondition(names.count == comparisons.count + 1, "every router has a name")
    let letters = names.indices.map(letter)
    var lines = zip(letters, names).map { "\($0)  \($1.visible)" }
    let whose = names.count == 2 ? "both" : "all"
    lines += ["", "\(comparisons[0].prompts) prompts, the same for \(whose)"]
    if let few = comparisons[0].fewClusters { lines += wrapped(few.sentence) }
    lines.append("")
    for (comparison, letter) in zip(comparisons, letters.dropFirst()) {
      lines += comparison.lines(of: letter, isOneOfSeveral: comparisons.count > 1)
    }
    if comparisons.count > 1 {
      lines += wrapped(
        "Adjusted p-values hold for the \(comparisons.count) comparisons of a figure together: with 0.05 the chance of any false "
          + "difference is 5 %.")
    } else {
      lines.removeLast()
    }
    return lines.joined(separator: "\n")
  }

  /// A, B, … Z, then A1, B1, ….
  private static func letter(_ index: Int) -> String {
    let letter = String(UnicodeScalar(UInt8(ascii: "A") + UInt8(index % 26)))
    return index < 26 ? letter : letter + String(index / 26)
  }

  private func lines(of letter: String, isOneOfSeveral: Bool) -> [String] {
    let table = rows.map { row in
      [
        row.name, digits(row, row.first), digits(row, row.second), signed(row.difference, decimals(row)),
        row.interval.map { "[\(signed($0.low, decimals(row))), \(signed($0.high, decimals(row)))]" } ?? "–",
        shown(row.pValue),
      ] + (isOneOfSeveral ? [shown(row.adjustedPValue)] : [])
    }
    var lines: [String] = []
    if let models {
      let shared = models[0].filter(models[1].contains)
      lines += zip(["A", letter], models).flatMap { wrapped("\($0) chooses among \($1.listed)") }
      lines += wrapped(
        shared.count < 2
          ? "Both have fewer than two models, so that only the choices are compared."
          : "Figures of shared models, log loss, AUC and APGR are of \(shared.listed) alone.")
      lines.append("")
    }
    if let partial { lines += wrapped(partial.reason) + [""] }
    if let costGaps { lines += wrapped(costGaps.sentence) + [""] }
    let header =
      ["figure", "A", letter, "\(letter) − A", "95 % interval", "p"] + (isOneOfSeveral ? ["adjusted p"] : [])
    return lines + aligned([header] + table) + [""]
  }

  /// The comparison as `pointsman compare --json` prints it.
  package var json: JSONValue {
    .object(
      (partial.map { [("no_verdict", .string($0.reason))] } ?? [])
        + (fewClusters.map { [("few_clusters", .integer($0.count))] } ?? []) + [
          ("prompts", .integer(prompts)),
          ("models", models.map { .array($0.map { .array($0.map(JSONValue.string)) }) } ?? .null),
          (
            "figures",
            .object(
              rows.map { row in
                (
                  row.name,
                  .object([
                    ("a", .figure(row.first)), ("b", .figure(row.second)), ("difference", .figure(row.difference)),
                    ("interval", row.interval?.json ?? .null), ("p_value", .figure(row.pValue)),
                    ("adjusted_p_value", .figure(row.adjustedPValue)),
                  ])
                )
              })
          ),
        ])
  }

  /// Comparisons with several routers: `json` of each, with the files of both.
  package static func json(_ comparisons: [Comparison], of names: [String]) -> JSONValue {
    precondition(names.count == comparisons.count + 1, "every router has a name")
    return .object([
      (
        "comparisons",
        .array(
          zip(comparisons, names.dropFirst()).map { comparison, name in
            .object([("a", .string(names[0])), ("b", .string(name)), ("comparison", comparison.json)])
          })
      )
    ])
  }

  /// Costs are small, so they get more decimals.
  private func decimals(_ row: Row) -> Int { row.name.hasPrefix("cost") ? 6 : 4 }
  private func digits(_ row: Row, _ value: Double) -> String { fixed(value, decimals(row)) }
  private func shown(_ pValue: Double?) -> String { pValue.map { $0 < 0.0001 ? "< 0.0001" : fixed($0, 4) } ?? "–" }
}
