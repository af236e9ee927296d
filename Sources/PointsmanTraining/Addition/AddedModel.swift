public import Pointsman

/// A router with one more model, and what adding it tells.
public struct AddedModel: Sendable {
  /// The router with the model in it.
  public let router: Router
  /// For each row with an outcome of the model its probability, by a head that did not see the row.
  public let heldOut: [Double]
  /// The scores of those rows.
  public let scores: [Double]
  /// The largest gradient norm that a regression ended with.
  public let largestGradient: Double
}
