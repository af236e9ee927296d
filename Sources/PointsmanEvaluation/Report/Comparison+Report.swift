internal import Pointsman
package import PointsmanSupport

extension Comparison {
  /// The comparison for a terminal.
  package func text(first: String, second: String) -> String {
    let table = rows.map { row in
      [
        row.name, digits(row, row.first), digits(row, row.second), signed(row.difference, decimals(row)),
        row.interval.map { "[\(signed($0.low, decimals(row))), \(signed($0.high, decimals(row)))]" } ?? "–",
        row.pValue.map { $0 < 0.0001 ? "< 0.0001" : fixed($0, 4) } ?? "–",
      ]
    }
    let lines = ["A  \(first)", "B  \(second)", "", "\(prompts) prompts, the same for both", ""]
    return (lines + aligned([["figure", "A", "B", "B − A", "95 % interval", "p"]] + table)).joined(separator: "\n")
  }

  /// The comparison as `pointsman compare --json` prints it.
  package var json: JSONValue {
    .object([
      ("prompts", .integer(prompts)),
      (
        "figures",
        .object(
          rows.map { row in
            (
              row.name,
              .object([
                ("a", .figure(row.first)), ("b", .figure(row.second)), ("difference", .figure(row.difference)),
                ("interval", row.interval?.json ?? .null), ("p_value", .figure(row.pValue)),
              ])
            )
          })
      ),
    ])
  }

  /// Costs are small, so they get more decimals.
  private func decimals(_ row: Row) -> Int { row.name.hasPrefix("cost") ? 6 : 4 }
  private func digits(_ row: Row, _ value: Double) -> String { fixed(value, decimals(row)) }
}
