internal import Pointsman
internal import PointsmanSupport

extension VectorFile.Content {
  /// Reads JSON Lines, `{"id": "…", "vector": […]}` a line; blank lines are passed over.
  init(linesOf path: String) throws(OutcomesError) {
    var lines = try LineReader(path: path)
    var (values, places) = ([Float](), [String: Int]())
    var dimension: Int?
    while let line = try lines.next() {
      guard line.contains(where: { $0 != 0x20 && $0 != 0x09 }) else { continue }
      func fault(_ column: Int, found: String, expected: String) -> OutcomesError {
        .invalid(path: path, line: lines.number, column: column, found: found, expected: expected)
      }
      let entry: (id: String, vector: [Float])
      do throws(JSONError) {
        entry = try Self.entry(line)
      } catch {
        throw fault(error.offset + 1, found: error.found, expected: error.expected)
      }
      guard entry.vector.count == dimension ?? entry.vector.count else {
        throw fault(
          1, found: "a vector of \(entry.vector.count) numbers", expected: "\(dimension ?? 0), as in the lines before")
      }
      guard places.updateValue(places.count, forKey: entry.id) == nil else {
        throw fault(1, found: "id \"\(entry.id)\" again", expected: "each id once")
      }
      dimension = entry.vector.count
      values += entry.vector
    }
    guard let dimension else {
      throw .unsuitableVectors(path: path, found: "no vector", expected: "{\"id\": \"…\", \"vector\": […]} a line")
    }
    (self.dimension, self.values, self.places) = (dimension, values, places)
  }

  private static func entry(_ line: [UInt8]) throws(JSONError) -> (id: String, vector: [Float]) {
    var json = JSONReader(line)
    var (id, vector): (String?, [Float]?)
    var object = try json.beginObject()
    while let key = try json.nextKey(&object) {
      switch key {
      case "id": id = try json.readIdentifier()
      case "vector": vector = try PromptVector.values(&json)
      default: _ = try json.readValue()
      }
    }
    try json.end()
    guard let id, let vector else { throw json.missing("\"id\" and \"vector\"") }
    return (id, vector)
  }
}
