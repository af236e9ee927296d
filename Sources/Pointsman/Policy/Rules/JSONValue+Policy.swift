internal import PointsmanSupport

extension JSONValue {
  /// The members of an object, each of which must be among `known` where that is given.
  func members(
    _ place: String, _ known: [String]? = nil
  ) throws(RouterError) -> [(key: String, value: JSONValue)] {
    guard case .object(let members) = self else {
      throw .unsuitablePolicy(reason: "\(place) must be an object, not \(text)")
    }
    if let known, let stray = members.first(where: { !known.contains($0.key) }) {
      throw .unsuitablePolicy(
        reason: "\(place) has \"\(stray.key)\"; it may have \(known.joined(separator: ", "))")
    }
    return members
  }

  func strings(_ place: String) throws(RouterError) -> [String] {
    let strings = array?.compactMap(\.string)
    return try required(strings?.count == array?.count ? strings : nil, place, "an array of strings")
  }

  func required<Value>(_ value: Value?, _ place: String, _ expected: String) throws(RouterError) -> Value {
    guard let value else { throw .unsuitablePolicy(reason: "\(place) must be \(expected), not \(text)") }
    return value
  }
}
