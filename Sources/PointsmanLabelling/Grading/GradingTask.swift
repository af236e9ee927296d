import Foundation
package import PointsmanOutcomes
internal import PointsmanSupport

/// A task whose answers are graded, with what its check needs.
package struct GradingTask: Sendable {
  package let id: String
  /// How many answers each model gave, in a folder of its own; nil of one answer.
  let samples: Int?
  /// Models whose answer was not observed, with the reason in the file: they have no score.
  let unobserved: Set<String>
  let expected: Comparison.Value?
  let tests: UnitTests?
  /// The text that the grade depends on beside the answer, as a digest.
  private let basis: String

  /// - Parameters:
  ///   - record: A row of the file of tasks, read with the members that Pointsman does not read.
  ///   - member: The name of the member that holds the expected value.
  ///   - path: The file of tasks, beside which their unit tests are.
  ///
  /// Throws `LabellingError`, which names the task, where it lacks what `check` needs.
  package init(_ record: OutcomeRecord, check: Check, expectedMember member: String, in path: String) throws {
    let place = "\(path): task \"\(record.row.id)\""
    guard record.hasID, FileName.encoded(record.row.id) != nil else {
      throw LabellingError(
        place, "needs an id that can be a file's name", remedy: "write an \"id\" of at most \(FileName.longest) bytes")
    }
    id = record.row.id
    func value(_ name: String) -> JSONValue? { record.unread.first { $0.key == name }?.value }
    switch value("samples") {
    case nil, .null: samples = nil
    case .integer(let count) where (1...100_000).contains(count): samples = count
    default:
      throw LabellingError(place, "has \"samples\" that is not a number from 1 to 100000", remedy: "write one, or none")
    }
    unobserved = Set(
      record.unreadOutcomes.filter { model, members in
        record.outcomes[model] == nil && members.contains { $0.key == "error" && $0.value != .null }
      }.keys)
    var basis = SHA256()
    switch check.method {
    case .command: (expected, tests) = (nil, nil)
    case .comparison(let comparison):
      guard let json = value(member), let value = Comparison.Value(json, for: comparison) else {
        throw LabellingError(
          place, "has no \"\(member)\" that is \(comparison.valueDescription)",
          remedy: "add it, or name the member that holds the expected value with --expected")
      }
      (expected, tests) = (value, nil)
      basis.update(Array(json.text.utf8)[...])
    case .tests(let runner):
      let tests = try Self.tests(runner, value("tests"), value("file"), of: id, at: place, in: path)
      (expected, self.tests) = (nil, tests)
      basis.update(Array(tests.file.utf8)[...])
      switch tests.source {
      case .text(let text): basis.update(Array(text.utf8)[...])
      case .folder(let path): try Self.update(&basis, withFilesIn: path)
      }
    }
    self.basis = basis.hexDigest()
  }

  private init(id: String, expected: Comparison.Value?) {
    (self.id, self.expected, samples, unobserved, tests, basis) = (id, expected, nil, [], nil, "")
  }

  /// A task with an id and the value that it expects, and nothing else.
  static func bare(_ id: String, expected: Comparison.Value? = nil) -> GradingTask {
    GradingTask(id: id, expected: expected)
  }

  private static func tests(
    _ runner: TestRunner, _ tests: JSONValue?, _ file: JSONValue?, of id: String, at place: String, in path: String
  ) throws -> UnitTests {
    let name = file == nil || file == .null ? runner.defaultFile : file?.string ?? ""
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard !name.isEmpty, !parts.contains(""), !parts.contains(".."), !parts.contains("."), !name.contains("\0") else {
      throw LabellingError(
        place, "has \"file\" that is not a path within the folder of its tests",
        remedy: "write \(runner.defaultFile), say"
      )
    }
    // Text of several lines is the tests; of one line it is the name of their folder.
    if let text = tests?.string, text.contains(where: \.isNewline) {
      return UnitTests(runner: runner, source: .text(text), file: name)
    }
    let folder = URL(filePath: path).deletingLastPathComponent().appending(
      path: tests?.string ?? "tasks/\(FileName.encoded(id) ?? id)"
    ).path
    guard tests == nil || tests == .null || tests?.string?.isEmpty == false,
      AnswerFolder.isFolder(folder)
    else {
      throw LabellingError(
        place, "has no unit tests: \(folder) is not a folder",
        remedy: "make it, or write the text of the tests, or the name of their folder, as the member \"tests\"")
    }
    return UnitTests(runner: runner, source: .folder(folder), file: name)
  }

  /// Adds the names of files in a folder, and their content.
  private static func update(_ hash: inout SHA256, withFilesIn folder: String) throws {
    let names = (FileManager.default.enumerator(atPath: folder)?.allObjects as? [String] ?? []).sorted()
    for name in names {
      hash.update(Array("\(name)\0".utf8)[...])
      if let digest = try AnswerFolder.digest(of: "\(folder)/\(name)") { hash.update(Array(digest.utf8)[...]) }
    }
  }

  /// The digest of an answer to this task; nil where the answer has none.
  func digest(ofAnswer digest: String?) -> String? {
    guard let digest, expected != nil || tests != nil else { return digest }
    var hash = SHA256()
    hash.update(Array((digest + basis).utf8)[...])
    return hash.hexDigest()
  }
}

/// An answer that is still to be judged.
package struct GradingJob: Sendable {
  package let task: GradingTask
  package let model: String
  /// From 1; nil of one answer.
  package let sample: Int?
  /// The path of the answer.
  package let answer: String
  package let digest: String?
}
