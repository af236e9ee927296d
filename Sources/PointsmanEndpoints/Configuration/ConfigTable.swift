internal import PointsmanSupport

/// The members of a table, taken by name. A member that nobody took is a fault: a misspelt name must not be a default.
package struct ConfigTable {
  package let node: ConfigNode
  private var members: [(key: String, value: ConfigNode)]
  private var known: [String] = []

  package init(_ node: ConfigNode, expected: String) throws {
    guard case .table(let members) = node.value else {
      throw node.fault("found \(node.found), expected a table: \(expected)")
    }
    (self.node, self.members) = (node, members)
  }

  /// The member, which is then taken; nil where there is none.
  package mutating func take(_ key: String) -> ConfigNode? {
    known.append(key)
    guard let index = members.firstIndex(where: { $0.key == key }) else { return nil }
    return members.remove(at: index).value
  }

  /// The member, which must be there.
  package mutating func require(_ key: String, example: String) throws -> ConfigNode {
    guard let value = take(key) else { throw node.fault("has no \"\(key)\"; add it, for example \(key): \(example)") }
    return value
  }

  /// Takes all members that were not taken, whatever their names.
  package mutating func takeRest() -> [(key: String, value: ConfigNode)] {
    defer { members = [] }
    return members
  }

  /// Throws where a member was not taken.
  package func finish() throws {
    guard let (key, value) = members.first else { return }
    throw ConfigError(
      file: value.file, line: value.line, place: node.place,
      "has \"\(key)\", which is no setting here; known are \(known.sorted().joined(separator: ", "))")
  }
}

extension ConfigNode {
  /// Text that is not empty.
  package func text(expected: String) throws -> String {
    guard case .scalar(let text, _) = value, !text.isEmpty else {
      throw fault("found \(found), expected \(expected)")
    }
    return text
  }

  package func flag() throws -> Bool {
    switch try text(expected: "true or false") {
    case "true": return true
    case "false": return false
    default: throw fault("found \(found), expected true or false")
    }
  }

  package func number(_ range: ClosedRange<Double>, expected: String) throws -> Double {
    guard case .scalar(let text, _) = value, let number = Double(decimal: text), range.contains(number) else {
      throw fault("found \(found), expected \(expected)")
    }
    return number
  }

  /// Text of one line, or a list of such.
  package func texts(expected: String) throws -> [String] {
    guard case .list(let items) = value else { return [try text(expected: expected)] }
    return try items.map { try $0.text(expected: expected) }
  }

  /// Bytes: "64KB", "32MB"; K and M are 1024 and 1024².
  package func bytes(_ range: ClosedRange<Int>, expected: String) throws -> Int {
    let text = try text(expected: expected)
    for (unit, factor) in [("KB", 1 << 10), ("MB", 1 << 20)] where text.hasSuffix(unit) {
      guard let number = Int(text.dropLast(unit.count).trimmingPrefix { $0 == " " }), (0...(1 << 20)).contains(number),
        range.contains(number * factor)
      else { continue }
      return number * factor
    }
    throw fault("found \(found), expected \(expected)")
  }

  package func count(_ range: ClosedRange<Int>, expected: String) throws -> Int {
    guard case .scalar(let text, _) = value, let number = Int(text), range.contains(number) else {
      throw fault("found \(found), expected \(expected)")
    }
    return number
  }

  /// Seconds: "500ms", "3s", "2m", "1h".
  package func seconds(expected: String = "a time such as 500ms, 3s, 2m or 1h, above 0 and at most 24h") throws
    -> Double
  {
    let text = try text(expected: expected)
    let units: [(String, Double)] = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600)]
    for (unit, factor) in units where text.hasSuffix(unit) {
      guard let number = Double(decimal: String(text.dropLast(unit.count))) else { continue }
      let seconds = number * factor
      if seconds > 0, seconds <= 86_400 { return seconds }
    }
    throw fault("found \(found), expected \(expected)")
  }
}
