/// One number computed from a prompt's form: its name, what it ranges over and why it is there, and its formula.
package struct StructuralFeature: Sendable {
  /// A short name in plain English, unique.
  package let name: String
  /// Range and reason, one line.
  package let summary: String
  /// The formula, finite for every text.
  let value: @Sendable (borrowing TextStatistics) -> Float

  init(_ name: String, _ summary: String, _ value: @escaping @Sendable (borrowing TextStatistics) -> Float) {
    self.name = name
    self.summary = summary
    self.value = value
  }
}
