internal import PointsmanSupport

extension Usage {
  /// Reads what `json` writes; nil unless it fits so many models and this version's features.
  init?(_ value: JSONValue, models: Int) {
    guard let means = value["means"]?.doubles, let scales = value["inverse_deviations"]?.doubles,
      value["features"]?.array?.map(\.string) == StructuralFeatures.names, means.count == StructuralFeatures.count,
      let scaling = FeatureScaling(means: means.map { Float($0) }, inverseDeviations: scales.map { Float($0) }),
      case .object(let quantities)? = value["heads"]
    else { return nil }
    var heads: [Quantity: [UsageHead?]] = [:]
    for (name, entry) in quantities {
      guard let quantity = Quantity(rawValue: name), let entries = entry.array, entries.count == models else {
        return nil
      }
      heads[quantity] = []
      for entry in entries {
        let head = UsageHead(entry)
        guard head != nil || entry == .null else { return nil }
        heads[quantity]!.append(head)
      }
    }
    self.init(scaling: scaling, heads: heads)
  }

  var json: JSONValue {
    .object([
      ("features", .array(StructuralFeatures.names.map(JSONValue.string))),
      ("means", .array(scaling.means.map { .number(Double($0)) })),
      ("inverse_deviations", .array(scaling.inverseDeviations.map { .number(Double($0)) })),
      (
        "heads",
        .object(
          Quantity.allCases.compactMap { quantity in
            heads[quantity].map { (quantity.rawValue, .array($0.map { $0?.json ?? .null })) }
          })
      ),
    ])
  }
}

extension UsageHead {
  fileprivate init?(_ value: JSONValue) {
    guard let weights = value["weights"]?.doubles, let intercept = value["intercept"]?.double,
      let offset = value["offset"]?.double, let smearing = value["smearing"]?.double
    else { return nil }
    self.init(weights: weights.map { Float($0) }, intercept: intercept, offset: offset, smearing: smearing)
    guard isValid else { return nil }
  }

  fileprivate var json: JSONValue {
    .object([
      ("intercept", .number(intercept)), ("offset", .number(offset)), ("smearing", .number(smearing)),
      ("weights", .array(weights.map { .number(Double($0)) })),
    ])
  }
}

extension Reliability {
  init?(_ value: JSONValue) {
    guard let edges = value["edges"]?.doubles, let errors = value["standard_errors"]?.doubles,
      let shares = value["shares"]?.doubles
    else { return nil }
    self.init(edges: edges, standardErrors: errors, shares: shares)
  }

  var json: JSONValue {
    .object([
      ("edges", .array(edges.map(JSONValue.number))),
      ("standard_errors", .array(standardErrors.map(JSONValue.number))),
      ("shares", .array(shares.map(JSONValue.number))),
    ])
  }
}

extension DomainCheck {
  init?(_ value: JSONValue) {
    guard case .object = value else { return nil }
    self.init(
      unseenNGramShareBound: value["novelty_bound"]?.double, featureDistanceBound: value["strangeness_bound"]?.double)
  }

  var json: JSONValue {
    .object([("novelty_bound", .figure(unseenNGramShareBound)), ("strangeness_bound", .figure(featureDistanceBound))])
  }
}
