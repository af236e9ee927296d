extension [Double] {
  /// Whether the mean of these gains, one a fold, is above 0 by more than its standard error.
  var meanExceedsStandardError: Bool {
    guard !isEmpty else { return false }
    let mean = reduce(0, +) / Double(count)
    let squares = reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let standardError = (squares / Double(Swift.max(1, count - 1)) / Double(count)).squareRoot()
    return mean > standardError
  }
}
