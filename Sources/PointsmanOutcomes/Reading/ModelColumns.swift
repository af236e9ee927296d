/// The columns of a wide CSV file: those read as models' scores, and those that could be taken for scores and were not.
public struct ModelColumns: Sendable, Equatable {
  /// The file.
  public let path: String
  /// The models, in the order of their columns.
  public let models: [String]
  /// Models among them whose cells are all alike, with the score.
  public let constantModels: [String: Double]
  /// Columns that are not read as models, each with the reason. Columns that the format names (`prompt`, `category`…) and
  /// those of a model (`<model>|total_cost`) are not among them, and none is where the models were named.
  public let leftOut: [LeftOut]

  /// A column that is not read as a model.
  public struct LeftOut: Sendable, Equatable {
    /// As the header has it.
    public let column: String
    /// Why it is not.
    public let reason: Reason
  }

  /// Why a column is not read as a model.
  public enum Reason: Sendable, Equatable {
    /// Its name is one of attributes: `is_math`, `label`, `fold`, `difficulty`….
    case attribute
    /// Every cell has this text, which is neither 0 nor 1.
    case constant(String)
    /// Its cells are True and False, and those of other columns numbers.
    case truthValues
    /// Other columns are named `<model>/score`, and this one is not.
    case notNamedScore
    /// Its cells are these few words.
    case words([String])
    /// Its cells are text.
    case text
    /// Its cells are empty.
    case empty
  }

  /// True if a column was left out that holds what could be scores.
  public var leavesOutScores: Bool {
    leftOut.contains { column in
      switch column.reason {
      case .text, .empty: false
      default: true
      }
    }
  }
}

extension ModelColumns: CustomStringConvertible {
  /// One sentence: "x.csv: columns read as models: a, b; not read as models: fold (named like an attribute)".
  public var description: String {
    let taken = models.map { name in
      constantModels[name].map { "\(name) (\(ScoreScale.text($0)) in every row)" } ?? name
    }
    let left = leftOut.map { "\($0.column) (\($0.reason))" }
    return "\(path): columns read as models: " + Self.list(taken)
      + (left.isEmpty ? "" : "; not read as models: " + Self.list(left))
  }

  /// The names, or the first fifty of them and the number of the rest.
  private static func list(_ names: [String]) -> String {
    names.prefix(50).joined(separator: ", ") + (names.count > 50 ? " and \(names.count - 50) more" : "")
  }
}

extension ModelColumns.Reason: CustomStringConvertible {
  /// A few words, as a report gives them in parentheses.
  public var description: String {
    switch self {
    case .attribute: "named like an attribute"
    case .constant(let text): "\(text) in every row"
    case .truthValues: "True and False beside numbers"
    case .notNamedScore: "not named <model>/score"
    case .words(let words): words.joined(separator: ", ")
    case .text: "text"
    case .empty: "empty"
    }
  }
}
