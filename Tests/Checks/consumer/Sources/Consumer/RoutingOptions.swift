import Pointsman

/// The options of a choice, each made of the library's public types.
struct RoutingOptions {
  private let policy: BoundPolicy
  private let current: String?
  private let tags: [String: String]

  init(_ arguments: [String], for router: Router) throws {
    var values: [String: String] = [:]
    for argument in arguments {
      let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
      values[parts[0]] = parts[1]
    }
    func number(_ key: String) -> Double? { values[key].flatMap(Double.init) }
    var policy = Policy.mostLikely
    if let threshold = number("threshold") { policy = .threshold(threshold) }
    if let quality = number("quality") { policy = Policy(.quality(quality)) }
    let (pay, wait) = (number("willingness_to_pay"), number("willingness_to_wait"))
    let first = number("willingness_to_wait_for_first_token")
    if pay != nil || wait != nil || first != nil {
      policy = Policy(
        .utility(willingnessToPay: pay, willingnessToWait: wait, willingnessToWaitForFirstToken: first))
    }
    policy.maximumCost = number("maximum_cost")
    (policy.maximumLatency, policy.maximumFirstToken) = (number("maximum_latency"), number("maximum_first_token"))
    policy.allowed = values["allow"]?.split(separator: ",").map(String.init)
    policy.isGuarded = values["guard"] != nil
    policy.fallback = values["default"]
    if let name = values["policy"] { policy = try router.policy(named: name) }
    let prices = try values["prices"].map { try PriceList(json: Array($0.utf8)) }
    self.policy = try BoundPolicy(router, under: policy, prices: prices)
    current = values["current"]
    tags = Dictionary(
      uniqueKeysWithValues: values.compactMap { key, value in
        key.hasPrefix("tag:") ? (String(key.dropFirst(4)), value) : nil
      })
  }

  func route(messages: [Message]) throws -> Decision {
    var prompt = messages.count == 1 ? Prompt(messages[0].content) : Prompt(messages: messages) ?? Prompt("")
    prompt.tags = tags
    return try policy.route(prompt, current: current)
  }
}
