package import PointsmanEndpoints

/// The end of a run.
package struct AskResults: Sendable {
  /// By key, with USD where price and tokens are known.
  package var replies: [String: (reply: Reply, cost: Double?)] = [:]
  package var failures: [String: AskFailure] = [:]
  /// Asks that were never sent.
  package var notAsked = 0
  /// USD of this run and earlier ones; a request that may have been paid for counts with the most that it could cost.
  package let spent: Double
  package let isCapReached: Bool
  /// A sentence a model that was given up.
  package let modelsGivenUp: [String]

  init(spent: Double, isCapReached: Bool, modelsGivenUp: [String]) {
    (self.spent, self.isCapReached, self.modelsGivenUp) = (spent, isCapReached, modelsGivenUp)
  }
}

/// Counts while a run goes on.
package struct AskProgress: Sendable, Equatable {
  package struct Model: Sendable, Equatable {
    package let name: String
    package let total: Int
    package internal(set) var done = 0
    package internal(set) var failed = 0
    /// Of `done`, those of this run.
    package internal(set) var answered = 0
    /// USD.
    package internal(set) var spent = 0.0
  }

  /// In the order of their first asks.
  package private(set) var models: [Model] = []

  enum Event { case done, answered, failed }

  init(_ asks: [Ask]) {
    var totals: [String: Int] = [:]
    var names: [String] = []
    for ask in asks {
      if totals[ask.model] == nil { names.append(ask.model) }
      totals[ask.model, default: 0] += 1
    }
    models = names.map { Model(name: $0, total: totals[$0] ?? 0) }
  }

  mutating func add(_ event: Event, _ model: String, spent: Double) {
    guard let index = models.firstIndex(where: { $0.name == model }) else { return }
    models[index].spent += spent
    switch event {
    case .done: models[index].done += 1
    case .answered:
      models[index].done += 1
      models[index].answered += 1
    case .failed: models[index].failed += 1
    }
  }
}
