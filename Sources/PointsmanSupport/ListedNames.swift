extension Collection where Element == String {
  /// The names in a sentence, with commas between them: all, or of more than twelve the first ten and how many are left.
  package var listed: String {
    count <= 12
      ? joined(separator: ", ") : prefix(10).joined(separator: ", ") + " and \(count - 10) more"
  }
}
