/// The named policies of a router, and the facts of its models that they rest on: data that its file carries.
public struct PolicyBook: Sendable, Equatable {
  /// By model.
  public var facts: [String: ModelFacts] = [:]
  /// By name: `junior`, `senior`.
  public var policies: [String: Policy] = [:]

  /// An empty book.
  public init() {}
}
