internal import PointsmanSupport

/// The prices of models, given when routing, so that a change of price takes no training.
///
/// ```swift
/// let prices = try PriceList(["small": .init(input: 0.25, output: 2), "large": .init(input: 1.25, output: 10)])
/// let rules = try BoundPolicy(router, under: .willingnessToPay(0.05), prices: prices)
/// ```
public struct PriceList: Sendable, Equatable {
  /// By model.
  public let prices: [String: Price]

  /// USD a million tokens.
  public struct Price: Sendable, Equatable {
    /// USD a million tokens of the prompt.
    public let input: Double
    /// USD a million tokens of the answer.
    public let output: Double

    /// A price in USD a million tokens.
    public init(input: Double, output: Double) {
      (self.input, self.output) = (input, output)
    }

    /// USD for so many tokens.
    package func cost(input inputTokens: Double, output outputTokens: Double) -> Double {
      (input * inputTokens + output * outputTokens) / 1e6
    }
  }

  /// Throws `RouterError.unsuitablePolicy` for a price that is negative or not finite.
  public init(_ prices: [String: Price]) throws(RouterError) {
    for (model, price) in prices.sorted(by: { $0.key < $1.key }) {
      for value in [price.input, price.output] where !(value >= 0 && value.isFinite) {
        throw .unsuitablePolicy(
          .outOfRange(
            quantity: "the price of \"\(model)\"", value: value, expected: "at least 0 USD a million tokens"))
      }
    }
    self.prices = prices
  }

  /// Reads `{"model": {"input": USD, "output": USD}, …}`, a million tokens each.
  public init(json text: [UInt8]) throws(RouterError) {
    let value: JSONValue
    do {
      value = try JSONValue(parsing: text)
    } catch {
      throw .unsuitablePolicy(
        .invalidJSON(source: .priceList, offset: error.offset, found: error.found, expected: error.expected))
    }
    guard case .object(let members) = value else {
      throw .unsuitablePolicy(
        .invalidMember(
          place: "a price list", expected: "an object, {\"model\": {\"input\": 1.25, \"output\": 10}}",
          found: value.text))
    }
    var prices: [String: Price] = [:]
    for (model, entry) in members {
      guard case .object(let parts) = entry, Set(parts.map(\.key)) == ["input", "output"],
        let input = entry["input"]?.double, let output = entry["output"]?.double
      else {
        throw .unsuitablePolicy(
          .invalidMember(
            place: "the price of \"\(model)\"",
            expected: "{\"input\": USD, \"output\": USD} a million tokens, and nothing else", found: entry.text))
      }
      prices[model] = Price(input: input, output: output)
    }
    try self.init(prices)
  }
}
