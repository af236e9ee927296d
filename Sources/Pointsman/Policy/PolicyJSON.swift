package import PointsmanSupport

extension PolicyBook {
  /// Reads a policy file; a member that is unknown, missing or of the wrong kind is `RouterError.unsuitablePolicy`.
  public init(json text: [UInt8]) throws(RouterError) {
    let value: JSONValue
    do {
      value = try JSONValue(parsing: text)
    } catch {
      throw .unsuitablePolicy(
        .invalidJSON(source: .policyFile, offset: error.offset, found: error.found, expected: error.expected))
    }
    try self.init(value)
  }

  /// Reads what `json` writes.
  init(_ value: JSONValue) throws(RouterError) {
    for (key, value) in try value.members("the policy file", ["models", "policies"]) {
      for (name, entry) in try value.members("\"\(key)\"") {
        if key == "models" { facts[name] = try ModelFacts(entry, of: name) }
        if key == "policies" { policies[name] = try Policy(entry, named: name) }
      }
    }
  }

  /// The book as canonical JSON: names in alphabetical order.
  package var json: JSONValue {
    .object([
      ("models", .object(facts.sorted { $0.key < $1.key }.map { ($0.key, $0.value.json) })),
      ("policies", .object(policies.sorted { $0.key < $1.key }.map { ($0.key, $0.value.json) })),
    ])
  }
}

extension ModelFacts {
  fileprivate init(_ value: JSONValue, of model: String) throws(RouterError) {
    self.init()
    for (key, value) in try value.members("model \"\(model)\"", ["capabilities", "context_window"]) {
      let place = "\"\(key)\" of model \"\(model)\""
      if key == "capabilities" { capabilities = try value.strings(place) }
      if key == "context_window" { contextWindow = try value.required(value.integer, place, "a number of tokens") }
    }
  }

  fileprivate var json: JSONValue {
    var members: [(key: String, value: JSONValue)] = []
    if !capabilities.isEmpty { members.append(("capabilities", .array(capabilities.map(JSONValue.string)))) }
    if let contextWindow { members.append(("context_window", .integer(contextWindow))) }
    return .object(members)
  }
}

extension Policy {
  /// Reads one policy in the form that a policy file has it, `{"choose": "most_likely", "allowed": ["small"]}`. A member that
  /// is unknown, missing or of the wrong kind is `RouterError.unsuitablePolicy`.
  public init(json text: [UInt8]) throws(RouterError) {
    let value: JSONValue
    do {
      value = try JSONValue(parsing: text)
    } catch {
      throw .unsuitablePolicy(
        .invalidJSON(source: .policy, offset: error.offset, found: error.found, expected: error.expected))
    }
    try self.init(value, named: "of the request")
  }

  fileprivate init(_ value: JSONValue, named name: String) throws(RouterError) {
    self.init(.mostLikely)
    let keys = [
      "choose", "allowed", "required", "maximum_cost", "maximum_latency", "maximum_first_token", "overrides", "default",
      "guard", "switching_cost",
    ]
    for (key, value) in try value.members("policy \"\(name)\"", keys) {
      let place = "\"\(key)\" of policy \"\(name)\""
      switch key {
      case "choose": objective = try Objective(value, place)
      case "allowed": allowed = try value.strings(place)
      case "required": required = try value.strings(place)
      case "maximum_cost": maximumCost = try value.required(value.double, place, "USD")
      case "maximum_latency": maximumLatency = try value.required(value.double, place, "seconds")
      case "maximum_first_token": maximumFirstToken = try value.required(value.double, place, "seconds")
      case "overrides":
        for entry in try value.required(value.array, place, "an array") {
          overrides.append(try Override(entry, "an override of policy \"\(name)\""))
        }
      case "default": fallback = try value.required(value.string, place, "a model's name")
      case "guard":
        guard case .bool(let flag) = value else { throw value.invalid(place, "true or false") }
        isGuarded = flag
      default: switchingCost = try value.required(value.double, place, "a number")
      }
    }
  }

  package var json: JSONValue {
    var members: [(key: String, value: JSONValue)] = [("choose", objective.json)]
    if let allowed { members.append(("allowed", .array(allowed.map(JSONValue.string)))) }
    if !required.isEmpty { members.append(("required", .array(required.map(JSONValue.string)))) }
    if let maximumCost { members.append(("maximum_cost", .number(maximumCost))) }
    if let maximumLatency { members.append(("maximum_latency", .number(maximumLatency))) }
    if let maximumFirstToken { members.append(("maximum_first_token", .number(maximumFirstToken))) }
    if !overrides.isEmpty { members.append(("overrides", .array(overrides.map(\.json)))) }
    if let fallback { members.append(("default", .string(fallback))) }
    if isGuarded { members.append(("guard", .bool(true))) }
    if switchingCost != 0 { members.append(("switching_cost", .number(switchingCost))) }
    return .object(members)
  }
}

extension Objective {
  fileprivate init(_ value: JSONValue, _ place: String) throws(RouterError) {
    let expected =
      "\"most_likely\", {\"threshold\": t}, {\"worth\": {\"usd\": W, \"seconds\": L, \"first_token_seconds\": F}} or "
      + "{\"quality\": q}"
    if value.string == "most_likely" {
      self = .mostLikely
    } else if let threshold = value["threshold"]?.double {
      self = .threshold(threshold)
    } else if let quality = value["quality"]?.double {
      self = .quality(quality)
    } else if let worth = value["worth"] {
      var amounts: [String: Double] = [:]
      for (key, amount) in try worth.members(place, ["usd", "seconds", "first_token_seconds"]) {
        amounts[key] = try amount.required(amount.double, "\"\(key)\" in \(place)", "a number")
      }
      self = .utility(
        willingnessToPay: amounts["usd"], willingnessToWait: amounts["seconds"],
        willingnessToWaitForFirstToken: amounts["first_token_seconds"])
    } else {
      throw value.invalid(place, expected)
    }
    if case .object(let members) = value, members.count != 1 { throw value.invalid(place, "one of " + expected) }
  }

  fileprivate var json: JSONValue {
    switch self {
    case .mostLikely: .string("most_likely")
    case .threshold(let threshold): .object([("threshold", .number(threshold))])
    case .quality(let quality): .object([("quality", .number(quality))])
    case .utility(let pay, let wait, let first):
      .object([
        (
          "worth",
          .object(
            [("usd", pay), ("seconds", wait), ("first_token_seconds", first)].compactMap { key, value in
              value.map { (key, .number($0)) }
            })
        )
      ])
    }
  }
}

extension Override {
  fileprivate init(_ value: JSONValue, _ place: String) throws(RouterError) {
    let members = try value.members(place, ["when", "model", "because"])
    guard members.count == 3, let when = value["when"], let model = value["model"]?.string,
      let reason = value["because"]?.string
    else {
      throw value.invalid(place, "an object of \"when\", \"model\" and \"because\"")
    }
    if let name = when["feature"]?.string, let bound = when["at_least"]?.double {
      self.init(.feature(name: name, atLeast: bound), model: model, reason: reason)
    } else if let name = when["tag"]?.string, let tag = when["is"]?.string {
      self.init(.tag(name: name, value: tag), model: model, reason: reason)
    } else {
      throw when.invalid(
        "\"when\" of \(place)", "{\"feature\": name, \"at_least\": number} or {\"tag\": name, \"is\": value}")
    }
  }

  fileprivate var json: JSONValue {
    let when: [(key: String, value: JSONValue)] =
      switch condition {
      case .feature(let name, let bound): [("feature", .string(name)), ("at_least", .number(bound))]
      case .tag(let name, let value): [("tag", .string(name)), ("is", .string(value))]
      }
    return .object([("when", .object(when)), ("model", .string(model)), ("because", .string(reason))])
  }
}

extension JSONValue {
  /// The members of an object. If `known` is given, each must be in it.
  fileprivate func members(
    _ place: String, _ known: [String]? = nil
  ) throws(RouterError) -> [(key: String, value: JSONValue)] {
    guard case .object(let members) = self else { throw invalid(place, "an object") }
    if let known, let stray = members.first(where: { !known.contains($0.key) }) {
      throw .unsuitablePolicy(.unknownMember(place: place, member: stray.key, known: known))
    }
    return members
  }

  fileprivate func strings(_ place: String) throws(RouterError) -> [String] {
    let strings = array?.compactMap(\.string)
    return try required(strings?.count == array?.count ? strings : nil, place, "an array of strings")
  }

  fileprivate func required<Value>(_ value: Value?, _ place: String, _ expected: String) throws(RouterError) -> Value {
    guard let value else { throw invalid(place, expected) }
    return value
  }

  /// The error that `place` has this value and not what was expected.
  fileprivate func invalid(_ place: String, _ expected: String) -> RouterError {
    .unsuitablePolicy(.invalidMember(place: place, expected: expected, found: text))
  }
}
