import Foundation
import PointsmanOutcomes
import TestSupport

/// Golden/make_harnesses.py wrote these logs.
enum HarnessLog {
  static let golden = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Golden/harnesses")

  /// The path of a log, a folder or a file.
  static func path(_ name: String) -> String { golden.appending(path: name).path(percentEncoded: false) }

  /// Reads a log; `settings` changes how.
  static func read(
    _ name: String, _ settings: (inout OutcomeReader) -> Void = { _ in }
  ) throws -> OutcomeReader.Result {
    var reader = OutcomeReader()
    settings(&reader)
    return try reader.read([path(name)])
  }

  /// Reads a text as a file of this name.
  static func read(
    _ text: String, named name: String, _ settings: (inout OutcomeReader) -> Void = { _ in }
  ) throws -> OutcomeReader.Result {
    let folder = try TemporaryFolder()
    var reader = OutcomeReader()
    settings(&reader)
    return try reader.read([try folder.write(text, to: name)])
  }

  /// The message of the error that reading ends with; "" where there is none.
  static func fault(of text: String, named name: String, _ settings: (inout OutcomeReader) -> Void = { _ in }) -> String
  {
    do {
      _ = try read(text, named: name, settings)
      return ""
    } catch {
      return "\(error)"
    }
  }
}

extension OutcomeTable {
  /// The outcome of a model by its name, on the row of an id.
  func outcome(_ id: String, _ model: String) -> Outcome? {
    guard let row = rows.firstIndex(where: { $0.id == id }), let column = models.firstIndex(of: model) else {
      return nil
    }
    return outcome(row: row, model: column)
  }
}
