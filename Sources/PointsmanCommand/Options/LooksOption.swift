import ArgumentParser
import Foundation
import PointsmanEvaluation
internal import PointsmanSupport

/// A journal of the verdicts that were taken on the same outcomes.
struct LooksOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Keep a journal of looks, a JSON line each, beside the outcomes. The report then says how many settings were tried on these "
        + "outcomes, and corrects p-value and interval of the gain for it.",
      valueName: "file"))
  var looks: String?

  func validate() throws {
    guard looks != "-" else {
      throw ValidationError("--looks is a file that is read and written: name one that is not standard input.")
    }
  }

  /// Before the work: throws where the journal cannot be read or written.
  func check() throws {
    guard let looks else { return }
    _ = try Self.read(looks)
    do { try AtomicFile.check(looks) } catch { throw Self.failure(looks, error) }
  }

  /// Adds this look to the journal, if one is named, unless it is there already, and counts the looks at the same outcomes.
  func record(
    _ evaluation: inout Evaluation, command: String, settings: [(key: String, value: JSONValue)]
  ) throws {
    guard let looks else { return }
    let look = Look(evaluation, settings: [("command", .string(command))] + settings)
    // Read again: another program may have looked meanwhile.
    let earlier = try Self.read(looks)
    evaluation.looks = LookCount(look, after: earlier, verdict: evaluation.verdict)
    guard !earlier.contains(look) else { return }
    do throws(FileFailure) {
      try AtomicFile.write(Array((earlier + [look]).map { $0.line + "\n" }.joined().utf8), to: looks)
    } catch {
      throw Self.failure(looks, error)
    }
  }

  private static func read(_ path: String) throws -> [Look] {
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    guard let content = FileManager.default.contents(atPath: path), let text = String(data: content, encoding: .utf8)
    else {
      throw Failure(description: "\(path): cannot be read as text; name a journal that --looks wrote, or a new file")
    }
    return try text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { number, line in
      guard !line.isEmpty else { return nil }
      guard let look = Look(line: String(line)) else {
        throw Failure(
          description:
            "\(path):\(number + 1): found a line that is not a look, expected a journal that --looks wrote; name a new file"
        )
      }
      return look
    }
  }

  private static func failure(_ path: String, _ error: FileFailure) -> Failure {
    Failure(description: "\(path): the journal of looks cannot be written, \(error.reason); name another file")
  }
}
