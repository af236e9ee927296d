/// One decision as a store has it.
struct StoredDecision {
  let seq: Int
  let id: DecisionID
  let milliseconds: Int64
  let router: LoggedRouter
  let configuration: String
  let policy: String
  let endpoint: String
  let key: String?
  let conversation: [UInt8]?
  let turn: Int?
  let promptHMAC: [UInt8]?
  let promptBytes: Int
  let probabilities: [Double?]
  let isPermitted: [Bool]
  let propensities: [Double?]
  let expectedCosts: [Double?]
  let preferred: Int
  let chosen: Int
  let propensity: Double
  let isExplored: Bool
  let rule: String
  let reason: String
  let margin: Double?
  let marginError: Double?
  let decisionTime: Double?
  /// False where only a decision was asked for.
  let isAnswered: Bool
  let served: Int?
  let status: Int?
  let failure: String?
  let finish: String?
  let isStream: Bool?
  /// Milliseconds.
  let (firstByte, total): (Double?, Double?)
  /// Microseconds.
  let overhead: Double?
  let (inputTokens, cachedTokens, cacheWrittenTokens): (Int?, Int?, Int?)
  let (outputTokens, reasoningTokens): (Int?, Int?)
  let areTokensEstimated: Bool
  let cost: Double?
  let tags: [String: String]
  let needs: [String]
  let prompt: String?

  static let columns = """
    seq, id, at_ms, router, configuration, policy, endpoint, key_name, conversation, turn, prompt_hmac, prompt_bytes,
    probabilities, permitted, propensities, expected_costs, preferred, chosen, propensity, explored, rule, reason, margin,
    margin_error, decide_us, is_answered, served, status, failure, finish, stream, first_byte_ms, total_ms, overhead_us,
    input_tokens, cached_tokens, cache_written_tokens, output_tokens, reasoning_tokens, tokens_estimated, cost_usd,
    tags, needs, prompt
    """

  /// The row that `statement` is at, of `columns`. A row that another program made inconsistent is a fault.
  init(_ row: Statement, _ routers: RouterTable) throws(SQLiteError) {
    let seq = row.integer(0) ?? 0
    let damaged = SQLiteError(code: 11, message: "decision \(seq) is damaged")
    guard let id = DecisionID(bytes: row.blob(1) ?? []), let router = row.integer(3).flatMap({ routers[$0] }),
      let probabilities = StoredList.numbers(row.blob(12) ?? []),
      let propensities = StoredList.numbers(row.blob(14) ?? []),
      let expectedCosts = StoredList.numbers(row.blob(15) ?? []), let preferred = row.integer(16),
      let chosen = row.integer(17), let propensity = row.real(18),
      let tags = StoredList.tags(row.text(41) ?? "{}"), let needs = StoredList.names(row.text(42) ?? "[]")
    else { throw damaged }
    let isPermitted = (row.blob(13) ?? []).map { $0 != 0 }
    let served = row.integer(26)
    let models = router.models.indices
    let lists = [probabilities.count, isPermitted.count, propensities.count, expectedCosts.count]
    guard lists.allSatisfy({ $0 == models.count }),
      [preferred, chosen, served ?? chosen].allSatisfy(models.contains)
    else { throw damaged }
    (self.seq, self.id, milliseconds, self.router) = (seq, id, Int64(row.integer(2) ?? 0), router)
    (configuration, policy, endpoint) = (row.text(4) ?? "", row.text(5) ?? "", row.text(6) ?? "")
    (key, conversation, turn) = (row.text(7), row.blob(8), row.integer(9))
    (promptHMAC, promptBytes) = (row.blob(10), row.integer(11) ?? 0)
    (self.probabilities, self.isPermitted, self.propensities) = (probabilities, isPermitted, propensities)
    (self.expectedCosts, self.preferred, self.chosen) = (expectedCosts, preferred, chosen)
    (self.propensity, isExplored) = (propensity, row.integer(19) == 1)
    (rule, reason, margin, marginError) = (row.text(20) ?? "", row.text(21) ?? "", row.real(22), row.real(23))
    (decisionTime, isAnswered, self.served) = (row.real(24), row.integer(25) == 1, served)
    (status, failure, finish) = (row.integer(27), row.text(28), row.text(29))
    isStream = row.integer(30).map { $0 == 1 }
    (firstByte, total, overhead) = (row.real(31), row.real(32), row.real(33))
    (inputTokens, cachedTokens, cacheWrittenTokens) = (row.integer(34), row.integer(35), row.integer(36))
    (outputTokens, reasoningTokens) = (row.integer(37), row.integer(38))
    (areTokensEstimated, cost) = (row.integer(39) == 1, row.real(40))
    (self.tags, self.needs, prompt) = (tags, needs, row.text(43))
  }
}

/// The routers of a store, by their numbers in it.
struct RouterTable {
  private(set) var routers: [Int: LoggedRouter] = [:]
  private(set) var firstUsed: [Int: Int64] = [:]

  init(of database: Database) throws(SQLiteError) {
    let statement = try Statement(database, "SELECT id, digest, models, best, first_used_ms FROM routers")
    try statement.start()
    while try statement.next() {
      guard let number = statement.integer(0), let digest = statement.text(1),
        let models = StoredList.names(statement.text(2) ?? ""), let best = statement.integer(3),
        models.indices.contains(best)
      else { throw SQLiteError(code: 11, message: "a router's row is damaged") }
      routers[number] = LoggedRouter(digest: digest, models: models, best: best)
      firstUsed[number] = Int64(statement.integer(4) ?? 0)
    }
  }

  subscript(number: Int) -> LoggedRouter? { routers[number] }

  /// A model's name; nil where the store names none.
  func model(_ model: Int?, of router: Int?) -> String? {
    guard let model, let models = router.flatMap({ routers[$0]?.models }), models.indices.contains(model) else {
      return nil
    }
    return models[model]
  }
}
