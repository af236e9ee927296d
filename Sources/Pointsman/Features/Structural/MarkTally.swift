/// Counts over marks that are neither words nor numbers.
struct MarkTally: Sendable {
  var sentences = 0
  var questions = 0
  /// Runs of underscores that stand alone.
  var blanks = 0
  /// LaTeX commands (a backslash before two letters), and mathematical signs beyond ASCII.
  var notation = 0
  /// Other backslashes.
  var escapes = 0
  /// `$` that is no currency sign.
  var dollars = 0
  /// Runs of three backquotes, and single ones.
  var fences = 0, backquotes = 0
  /// The deepest nesting of brackets of any kind.
  var depth = 0
  /// Markup tags, and quoted keys (`":`).
  var tags = 0, keys = 0
}
