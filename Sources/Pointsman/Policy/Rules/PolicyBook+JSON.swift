package import PointsmanSupport

extension PolicyBook {
  /// Reads a policy file; a member that is unknown, missing or of the wrong kind is `RouterError.unsuitablePolicy`.
  public init(json text: [UInt8]) throws(RouterError) {
    let value: JSONValue
    do {
      value = try JSONValue(parsing: text)
    } catch {
      throw .unsuitablePolicy(
        reason: "byte \(error.offset) of the policy file has \(error.found), not \(error.expected)")
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
