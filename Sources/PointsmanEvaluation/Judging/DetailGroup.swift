internal import Pointsman
internal import PointsmanSupport

/// Figures that few ask for, under one heading: the JSON and the report print the same list.
struct DetailGroup: Sendable {
  let key: String
  let title: String
  let entries: [Entry]

  /// One figure, or one for each model.
  struct Entry: Sendable {
    let key: String
    /// What it is, in words that stand alone.
    let words: String
    /// nil for a figure that is undefined.
    let value: Double?

    init(_ key: String, _ words: String, _ value: Double?) { (self.key, self.words, self.value) = (key, words, value) }
  }

  var json: JSONValue { .object(entries.map { ($0.key, .figure($0.value)) }) }
}
