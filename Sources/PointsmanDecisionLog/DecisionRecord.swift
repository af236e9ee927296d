package import Pointsman

/// The router that a decision was made by.
package struct LoggedRouter: Sendable, Hashable {
  /// SHA-256, 64 hexadecimal digits.
  package let digest: String
  /// In its order.
  package let models: [String]
  /// The index of the model of highest mean score in training: what one would send everything to without a router.
  package let best: Int

  package init(digest: String, models: [String], best: Int) {
    (self.digest, self.models, self.best) = (digest, models, best)
  }
}

/// One request as the log keeps it: what was decided, on which figures, with which chance, and what came of it.
///
/// Models are given by their index in `router.models`.
package struct DecisionRecord: Sendable, Equatable {
  package var id: DecisionID
  /// Milliseconds since 1970, of the request's arrival.
  package var milliseconds: Int64

  package var router: LoggedRouter
  /// SHA-256 of the configuration's text, its first 12 digits.
  package var configuration: String
  /// The policy's name, or `namedModel`.
  package var policy: String
  /// The endpoint: "chat", "responses", "messages", "route", "decisions", "systemone" or "sidecar".
  package var endpoint: String
  /// The configured name of the client's key; nil where none was asked for.
  package var key: String?
  /// A name of the conversation that is the same for all of its turns; nil where it is not known.
  package var conversation: String?
  /// From 1, as far as this server has seen the conversation.
  package var turn: Int?

  /// The text of the user. The log keeps its HMAC, or more where the configuration says so.
  package var text: String
  package var tags: [String: String]
  /// The capabilities that the request needs.
  package var needs: [String]

  /// M probabilities, as the router gave them.
  package var probabilities: [Double]
  /// For each model whether it could have been chosen.
  package var isPermitted: [Bool]
  /// M chances that the logging policy gave to each model; they sum to 1.
  package var propensities: [Double]
  /// The model that the policy preferred.
  package var preferred: Int
  /// The model that was chosen: another than `preferred` where the choice was explored.
  package var chosen: Int
  package var rule: Decision.Rule
  package var reason: String
  package var margin: Double
  package var marginError: Double?
  /// For each model USD that its answer was forecast to cost; nil where it is not known.
  package var expectedCosts: [Double?]
  /// Microseconds that the decision took.
  package var decisionTime: Double

  /// The answer that followed; nil where only a decision was asked for.
  package var answer: Answer?

  /// The answer that the client got.
  package struct Answer: Sendable, Equatable {
    /// The model that answered; another than `chosen` after a fallback, nil where none did.
    package var model: Int?
    /// In order; at least one where the request was sent at all.
    package var attempts: [Attempt]
    /// The HTTP status that the client got; 499 where it left before.
    package var status: Int
    /// Why it failed: "connect", "time-out: first byte", "client closed", "cut off"…; nil where it did not.
    package var failure: String?
    /// The provider's reason for the end: "stop", "length", "tool_calls"…
    package var finish: String?
    package var isStream: Bool
    /// Seconds from the request's arrival to the first byte of the answer's body.
    package var firstByte: Double?
    /// Seconds from the request's arrival to the end.
    package var total: Double
    /// Microseconds that the gateway itself took: all but waiting for the upstream.
    package var overhead: Double
    package var tokens: Tokens
    /// USD, at the configured prices; nil where tokens or prices are not known.
    package var cost: Double?

    package init(
      model: Int?, attempts: [Attempt], status: Int, failure: String?, finish: String?, isStream: Bool,
      firstByte: Double?, total: Double, overhead: Double, tokens: Tokens, cost: Double?
    ) {
      (self.model, self.attempts, self.status, self.failure) = (model, attempts, status, failure)
      (self.finish, self.isStream, self.firstByte, self.total) = (finish, isStream, firstByte, total)
      (self.overhead, self.tokens, self.cost) = (overhead, tokens, cost)
    }
  }

  /// One request to one upstream.
  package struct Attempt: Sendable, Equatable {
    package var model: Int
    package var upstream: String
    /// Seconds after the request's arrival.
    package var start: Double
    /// Seconds to its end, or to the first byte where the answer was passed on.
    package var duration: Double
    package var status: Int?
    package var failure: String?

    package init(model: Int, upstream: String, start: Double, duration: Double, status: Int?, failure: String?) {
      (self.model, self.upstream, self.start, self.duration) = (model, upstream, start, duration)
      (self.status, self.failure) = (status, failure)
    }
  }

  /// Tokens as the provider counted them; nil where it did not say.
  package struct Tokens: Sendable, Equatable {
    /// Those of the cache included.
    package var input: Int?
    /// Those of the input that came from the prompt cache.
    package var cached: Int?
    /// Those of the input that were written to the prompt cache, where the provider prices them apart.
    package var cacheWritten: Int?
    package var output: Int?
    package var reasoning: Int?
    /// True where the stream ended before the provider counted, so that `output` is an estimate.
    package var areEstimated = false

    package init() {}
  }

  /// The name in place of a policy's where the client named the model itself: the router had no say, and nothing is learnt of
  /// such choices.
  package static let namedModel = "named-model"

  package init(
    id: DecisionID, milliseconds: Int64, router: LoggedRouter, configuration: String, policy: String,
    endpoint: String, key: String?, conversation: String?, turn: Int?, text: String, tags: [String: String],
    needs: [String], probabilities: [Double], isPermitted: [Bool], propensities: [Double], preferred: Int, chosen: Int,
    rule: Decision.Rule, reason: String, margin: Double, marginError: Double?, expectedCosts: [Double?],
    decisionTime: Double, answer: Answer?
  ) {
    (self.id, self.milliseconds, self.router) = (id, milliseconds, router)
    (self.configuration, self.policy, self.endpoint, self.key) = (configuration, policy, endpoint, key)
    (self.conversation, self.turn, self.text, self.tags) = (conversation, turn, text, tags)
    (self.needs, self.probabilities, self.isPermitted) = (needs, probabilities, isPermitted)
    (self.propensities, self.preferred, self.chosen) = (propensities, preferred, chosen)
    (self.rule, self.reason, self.margin, self.marginError) = (rule, reason, margin, marginError)
    (self.expectedCosts, self.decisionTime, self.answer) = (expectedCosts, decisionTime, answer)
  }
}
