package import PointsmanSupport
internal import Yams

/// A value of a configuration file, with its line and the names that lead to it.
package struct ConfigNode: Sendable {
  package enum Value: Sendable {
    /// A scalar; `isQuoted` tells "1" from 1.
    case scalar(String, isQuoted: Bool)
    case list([ConfigNode])
    case table([(key: String, value: ConfigNode)])
  }

  package let value: Value
  /// "upstreams.openai.protocol"; empty at the root.
  package let place: String
  /// From 1.
  package let line: Int
  /// The path of the file.
  package let file: String
}

/// A fault of a configuration file: where it is, what is wrong, and the remedy.
package struct ConfigError: Error, Equatable, CustomStringConvertible {
  package let description: String

  package init(file: String, line: Int? = nil, place: String = "", _ fault: String) {
    description = file + (line.map { ":\($0)" } ?? "") + ": " + (place.isEmpty ? "" : "\(place): ") + fault
  }
}

extension ConfigNode {
  /// No configuration comes near these; a file of aliases of aliases would.
  private static let (mostBytes, mostValues) = (1 << 20, 20_000)

  /// Reads YAML. JSON is a part of YAML, so it is read, too. A key twice in one table is a fault.
  package static func read(file: String) throws -> ConfigNode {
    let bytes: [UInt8]
    do throws(FileFailure) {
      bytes = try FileReader.contents(of: file, limit: mostBytes)
    } catch {
      throw ConfigError(file: file, "cannot be read, \(error.reason); name a file of models in YAML or JSON")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ConfigError(file: file, "is not UTF-8; save it as UTF-8")
    }
    return try ConfigNode(parsing: text, file: file)
  }

  package init(parsing text: String, file: String) throws {
    let root: Node?
    do {
      root = try Yams.compose(yaml: text)
    } catch let error as YamlError {
      throw ConfigError(error, file: file)
    }
    guard let root else { throw ConfigError(file: file, "is empty; it needs \"upstreams\" and \"models\"") }
    var count = 0
    self = try Self.node(root, place: "", file: file, line: 1, &count)
  }

  private static func node(
    _ node: Node, place: String, file: String, line: Int, _ count: inout Int
  ) throws -> ConfigNode {
    let line = node.mark?.line ?? line
    count += 1
    guard count <= mostValues else {
      throw ConfigError(file: file, line: line, "has more than \(mostValues) values; is it a configuration?")
    }
    let value: Value
    switch node {
    case .scalar(let scalar): value = .scalar(scalar.string, isQuoted: scalar.style != .plain)
    case .sequence(let items):
      value = .list(
        try items.enumerated().map {
          try Self.node($0.element, place: "\(place)[\($0.offset)]", file: file, line: line, &count)
        })
    case .mapping(let pairs):
      value = .table(
        try pairs.map { key, value in
          guard case .scalar(let name) = key else {
            throw ConfigError(file: file, line: line, place: place, "has a key that is no name; write NAME: VALUE")
          }
          let inner = place.isEmpty ? name.string : "\(place).\(name.string)"
          return (
            name.string,
            try Self.node(value, place: inner, file: file, line: name.mark?.line ?? line, &count)
          )
        })
    case .alias:
      throw ConfigError(file: file, line: line, place: place, "is an alias; write the value out")
    }
    return ConfigNode(value: value, place: place, line: line, file: file)
  }
}

extension ConfigNode {
  package func fault(_ text: String) -> ConfigError { ConfigError(file: file, line: line, place: place, text) }

  /// The value as JSON: a plain scalar is a number, a boolean or null where JSON has it so.
  package var json: JSONValue {
    switch value {
    case .list(let items): .array(items.map(\.json))
    case .table(let members): .object(members.map { ($0.key, $0.value.json) })
    case .scalar(let text, let isQuoted):
      if isQuoted { .string(text) } else { (try? JSONValue(parsing: Array(text.utf8))) ?? .string(text) }
    }
  }

  /// The value as an error names it.
  package var found: String {
    switch value {
    case .list: "a list"
    case .table: "a table"
    case .scalar(let text, _): text.isEmpty ? "nothing" : "\"\(text.count > 60 ? text.prefix(60) + "…" : text)\""
    }
  }
}

extension ConfigError {
  fileprivate init(_ error: YamlError, file: String) {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      self.init(file: file, line: mark.line, "is no YAML, \(problem); correct it")
    case .duplicatedKeysInMapping(let keys, let context):
      self.init(
        file: file, line: context.mark.line,
        "has the key \(keys.map { "\"\($0)\"" }.joined(separator: ", ")) twice in one table; keep one")
    case .reader(let problem, _, _, _): self.init(file: file, "is no YAML, \(problem); correct it")
    default: self.init(file: file, "is no YAML; correct it")
    }
  }
}
