/// Counts over the words of a text.
struct WordTally: Sendable {
  var total = 0
  /// Words with a capital first letter that does not open a sentence or line: mostly names.
  var capitalised = 0
  /// Words of two letters and more, all capitals.
  var acronyms = 0
  /// Single letters but `a` and `I`: mostly variables.
  var singleLetters = 0
  /// Joints of `snake_case`, `camelCase`, `name::name` and `name.name`.
  var identifierJoints = 0
  /// Words directly before `(` or `[`.
  var calls = 0
  /// `name.ext` with a known extension, and slashes between letters.
  var files = 0, slashes = 0
  /// Different words, estimated by a ``DistinctCounter``.
  var distinct = 0.0
}
