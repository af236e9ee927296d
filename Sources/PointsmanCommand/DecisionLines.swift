import Pointsman
import PointsmanOutcomes
internal import PointsmanSupport

/// What another router chose, a JSON object a line: `{"id": …, "model": …}`; anything else in it is passed over.
enum DecisionLines {
  /// For each row of `table` the number of the model chosen for its id.
  ///
  /// A row without a decision, a decision for no row, a model that the table lacks and an id decided twice are errors:
  /// any of them would judge another router than the one that is meant.
  static func choices(in path: String, for table: OutcomeTable) throws -> [Int] {
    var lines = try LineReader(path: path)
    var chosen: [String: Int] = [:]
    while let line = try lines.next() {
      guard line.contains(where: { $0 != 0x20 && $0 != 0x09 }) else { continue }
      let place = "\(path):\(lines.number)"
      let value: JSONValue
      do throws(JSONError) {
        value = try JSONValue(parsing: line)
      } catch {
        throw Failure(description: "\(place):\(error.offset + 1): found \(error.found), expected \(error.expected)")
      }
      guard let id = value["id"]?.string ?? value["id"]?.integer.map(String.init), let name = value["model"]?.string
      else {
        throw Failure(description: "\(place): expected {\"id\": …, \"model\": …}, as route --jsonl --json prints it")
      }
      guard let model = table.models.firstIndex(of: name) else {
        throw Failure(
          description:
            "\(place): no outcomes for model \"\(name)\"; the data has \(table.models.joined(separator: ", "))")
      }
      guard chosen.updateValue(model, forKey: id) == nil else {
        throw Failure(description: "\(place): a second decision for \"\(id)\"; give each prompt one")
      }
    }
    let ids = Set(table.rows.map(\.id))
    if let stray = chosen.keys.filter({ !ids.contains($0) }).min() {
      throw Failure(
        description: "\(path): decides on \"\(stray)\", which the outcomes do not have; judge both on the same prompts")
    }
    return try table.rows.map { row in
      guard let model = chosen[row.id] else {
        throw Failure(description: "\(path): no decision for \"\(row.id)\"; every prompt of the outcomes needs one")
      }
      return model
    }
  }
}
