/// A cell of a CSV file, as text, and where it begins.
struct CSVField {
  var text: String
  let line: Int
  /// Bytes, from 1.
  let column: Int
}
