internal import Pointsman
internal import PointsmanSupport

/// A text of JSON that is not in lines of objects, and the command that puts its rows on lines.
struct JSONShape: Equatable {
  /// As an error says what was found.
  let found: String
  /// How to come to lines.
  let remedy: String

  private init(_ found: String, _ command: String) {
    (self.found, remedy) = (found, "put each row on a line: \(command) | pointsman … -")
  }

  private init(found: String, remedy: String) {
    (self.found, self.remedy) = (found, remedy)
  }

  /// The shape of a text that begins with `opening`, a brace or a bracket; nil where its first line is an object and holds
  /// no others, and where its first object is not JSON.
  init?(_ opening: ArraySlice<UInt8>) {
    let bytes = Array(opening.drop { $0 <= 0x20 })
    if bytes.first == UInt8(ascii: "[") {
      self.init("one JSON array", "jq -c '.[]' FILE")
      return
    }
    var json = JSONReader(bytes)
    var members = Members()
    let isWhole: Bool
    do throws(JSONError) {
      try members.read(&json)
      isWhole = true
    } catch {
      // The opening ends within the object, or the object is faulty.
      guard error.offset >= bytes.count || error.found == JSONReader.endlessString else { return nil }
      isWhole = false
    }
    let end = isWhole ? json.offset : bytes.count
    let hasManyLines = bytes[..<end].contains(0x0a)
    guard hasManyLines || isWhole else { return nil }
    if !members.isRow, let shape = Self.wrapped(members) {
      self = shape
    } else if members.hasColumns {
      self.init("a JSON object of columns, as pandas writes without orient=\"records\"", Self.pandas)
    } else if hasManyLines {
      // A line that was cut has a sound line after it.
      guard isWhole || Self.isSpread(bytes) else { return nil }
      guard members.isRow || !isWhole || bytes[end...].contains(where: { $0 > 0x20 }) else {
        self.init(
          found: "one JSON object over many lines, without a prompt and without a list of rows",
          remedy: "write each row on a line, with \"prompt\" and \"outcomes\"")
        return
      }
      self.init("JSON objects over many lines", "jq -c . FILE")
    } else if let next = bytes[end...].first(where: { $0 != 0x20 && $0 != 0x09 }), next == UInt8(ascii: "{") {
      self.init("two JSON objects on a line", "jq -c . FILE")
    } else {
      return nil
    }
  }

  private static let pandas =
    "python3 -c 'import sys, pandas; pandas.read_json(sys.argv[1]).to_json(sys.stdout, orient=\"records\", lines=True)' FILE"

  /// An object that holds the rows in one of its members.
  private static func wrapped(_ members: Members) -> JSONShape? {
    if members.holdsRows { return JSONShape("one JSON object with a row in every member", "jq -c '.[]' FILE") }
    guard let path = members.pathToRows else { return nil }
    return JSONShape(
      "one JSON object with the rows in \"\(path.joined(separator: "."))\"",
      "jq -c '.\(path.joined(separator: "."))[]' FILE")
  }

  /// True if the first line is no more than the start of an object, as of one that is written over many.
  private static func isSpread(_ bytes: [UInt8]) -> Bool {
    let line = bytes.prefix { $0 != 0x0a }.filter { $0 > 0x20 }
    return line == [UInt8(ascii: "{")]
      || line.last.map { [UInt8(ascii: ","), UInt8(ascii: "{"), UInt8(ascii: "[")].contains($0) } ?? false
  }
}

/// The members of a text's first object, as far as they tell its shape.
private struct Members {
  /// True if a member is one of a row.
  private(set) var isRow = false
  /// True if a member of a row holds a column.
  private(set) var hasColumns = false
  /// True if the first member is an object that is a row.
  private(set) var holdsRows = false
  /// Paths to arrays of objects, one or two names deep.
  private var paths: [[String]] = []

  /// The members of a row that tell it from other objects.
  private static let row: Set<String> = [
    "prompt", "messages", "query", "question", "instruction", "outcomes", "battle", "input", "contents",
    "conversations",
    "conversation", "model_a", "turns",
  ]
  /// Those that are a text in every row.
  private static let text: Set<String> = ["prompt", "query", "question", "instruction"]
  /// The names that hold rows more often than others.
  private static let usual = ["results", "data", "rows", "items", "records", "samples", "examples", "outcomes"]

  /// The path to the rows: a short one before a long one, a usual name before another.
  var pathToRows: [String]? {
    paths.enumerated().min { a, b in
      func rank(_ path: [String], _ place: Int) -> (Int, Int, Int) {
        (path.count, Self.usual.firstIndex(of: path[path.count - 1]) ?? Self.usual.count, place)
      }
      return rank(a.element, a.offset) < rank(b.element, b.offset)
    }?.element
  }

  mutating func read(_ json: inout JSONReader) throws(JSONError) {
    var object = try json.beginObject()
    var isFirst = true
    while let key = try json.nextKey(&object) {
      let kind = json.nextKind()
      if Self.row.contains(key) {
        if kind == .object ? Self.isIndexed(json) : Self.text.contains(key) && Self.holds(.string, json) {
          hasColumns = true
        }
        if kind != .array || key != "outcomes" { isRow = true }
      }
      if Self.holds(.object, json) { paths.append([key]) }
      if kind == .object { look(in: json, key, isFirst: isFirst) }
      isFirst = false
      try json.skipValue()
    }
  }

  /// True if `json` is at an array whose first element is of this kind.
  private static func holds(_ kind: JSONReader.Kind, _ json: JSONReader) -> Bool {
    var json = json
    guard json.nextKind() == .array, (try? json.beginArray()) != nil, (try? json.nextElement(after: 0)) == true else {
      return false
    }
    return json.nextKind() == kind
  }

  /// True if `json` is at an object whose members are numbered, as pandas does with the rows of a column.
  private static func isIndexed(_ json: JSONReader) -> Bool {
    var json = json
    guard var object = try? json.beginObject() else { return false }
    return (try? json.nextKey(&object)) == "0"
  }

  /// Looks for arrays of objects, and for members of a row, in the object that `json` is at.
  private mutating func look(in json: JSONReader, _ name: String, isFirst: Bool) {
    var json = json
    guard var object = try? json.beginObject() else { return }
    while let key = try? json.nextKey(&object) {
      if isFirst, Self.row.contains(key), key != "input" { holdsRows = true }
      if Self.holds(.object, json) { paths.append([name, key]) }
      guard (try? json.skipValue()) != nil else { return }
    }
  }
}
