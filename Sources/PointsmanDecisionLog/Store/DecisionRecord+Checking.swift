extension DecisionRecord {
  /// The fault of a record that no store can hold, in words; nil where there is none.
  var fault: String? {
    let count = router.models.count
    let lists = [probabilities.count, isPermitted.count, propensities.count, expectedCosts.count]
    let indices = [router.best, preferred, chosen, answer?.model ?? 0] + (answer?.attempts.map(\.model) ?? [])
    let numbers =
      probabilities + propensities + expectedCosts.compactMap(\.self) + [margin, marginError ?? 0, decisionTime]
      + (answer.map { [$0.total, $0.overhead, $0.firstByte ?? 0, $0.cost ?? 0] } ?? [])
    if count == 0 { return "its router has no model" }
    if lists.contains(where: { $0 != count }) { return "it has lists of \(lists) numbers for \(count) models" }
    if indices.contains(where: { !(0..<count).contains($0) }) { return "it names a model that its router has not" }
    if !numbers.allSatisfy(\.isFinite) { return "it has a number that is not finite" }
    if propensities.contains(where: { !(0...1 ~= $0) }) { return "it has a propensity outside 0…1" }
    if propensities[chosen] <= 0 { return "the propensity of the chosen model is 0" }
    return nil
  }

  /// Bytes of its texts, by which the queue is bounded.
  var textBytes: Int {
    text.utf8.count + reason.utf8.count + (conversation?.utf8.count ?? 0)
      + tags.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count } + needs.reduce(0) { $0 + $1.utf8.count }
  }

  /// True if the client got an error; a client that left has got none.
  var isError: Bool { answer.map { $0.status >= 400 && $0.status != 499 } ?? false }

  /// True if another model answered than was chosen.
  var isFallback: Bool { answer?.model.map { $0 != chosen } ?? false }
}
