internal import PointsmanSupport

/// Lists as a store holds them: numbers by model as little-endian Float64s, flags as bytes, names and tags as JSON.
enum StoredList {
  static func bytes(_ numbers: [Double?]) -> [UInt8] {
    numbers.flatMap { number in
      let bits = (number ?? .nan).bitPattern
      return (0..<8).map { UInt8(truncatingIfNeeded: bits >> (8 * UInt64($0))) }
    }
  }

  /// nil where there are not 8 bytes a number; a number that is not known is nil.
  static func numbers(_ bytes: [UInt8]) -> [Double?]? {
    guard bytes.count % 8 == 0 else { return nil }
    return stride(from: 0, to: bytes.count, by: 8).map { start in
      let bits = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[start + $1]) << (8 * UInt64($1)) }
      let number = Double(bitPattern: bits)
      return number.isFinite ? number : nil
    }
  }

  static func text(_ names: [String]) -> String { JSONValue.array(names.map(JSONValue.string)).text }

  static func names(_ text: String) -> [String]? {
    guard let values = try? JSONValue(parsing: Array(text.utf8), maximumValues: 100_000).array else { return nil }
    let names = values.compactMap(\.string)
    return names.count == values.count ? names : nil
  }

  static func text(_ tags: [String: String]) -> String {
    JSONValue.object(tags.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }).text
  }

  static func tags(_ text: String) -> [String: String]? {
    guard case .object(let members)? = try? JSONValue(parsing: Array(text.utf8), maximumValues: 100_000) else {
      return nil
    }
    var tags: [String: String] = [:]
    for (key, value) in members { tags[key] = value.string }
    return tags.count == members.count ? tags : nil
  }
}
