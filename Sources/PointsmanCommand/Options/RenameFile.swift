import Foundation
internal import PointsmanSupport

/// A file of new names for models: an object in JSON, or CSV.
enum RenameFile {
  /// Pairs of an old and a new name, each old one once.
  static func names(_ path: String, _ bytes: [UInt8]) throws -> [(old: String, new: String)] {
    let pairs = bytes.first { $0 > 0x20 } == UInt8(ascii: "{") ? try object(path, bytes) : try table(path, bytes)
    var seen: Set<String> = []
    for (old, new) in pairs {
      guard !old.isEmpty, !new.isEmpty, old != new else {
        throw Failure(
          description: "\(path): found \"\(old)\" and \"\(new)\", expected an old name and another, new one")
      }
      guard seen.insert(old).inserted else {
        throw Failure(description: "\(path): names \"\(old)\" twice; give it one new name")
      }
    }
    return pairs
  }

  private static func object(_ path: String, _ bytes: [UInt8]) throws -> [(old: String, new: String)] {
    let value: JSONValue
    do {
      value = try JSONValue(parsing: bytes)
    } catch {
      throw Failure(
        description: "\(path): found \(error.found) at byte \(error.offset + 1), expected \(error.expected)")
    }
    guard case .object(let members) = value else { return [] }
    return try members.map { old, new in
      guard let new = new.string else {
        throw Failure(description: "\(path): the new name of \"\(old)\" is no string; write {\"old\": \"new\", …}")
      }
      return (old, new)
    }
  }

  /// Two columns; a first line "old,new" is the header.
  private static func table(_ path: String, _ bytes: [UInt8]) throws -> [(old: String, new: String)] {
    var pairs: [(old: String, new: String)] = []
    let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated() where !line.allSatisfy(\.isWhitespace) {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map {
        $0.trimmingCharacters(in: .whitespaces).trimmingCharacters(in: CharacterSet(charactersIn: "\""))
      }
      guard cells.count == 2 else {
        throw Failure(
          description:
            "\(path): line \(index + 1) has \(cells.count) columns, expected two, the old name and the new one")
      }
      if index == 0, cells == ["old", "new"] { continue }
      pairs.append((cells[0], cells[1]))
    }
    return pairs
  }
}
