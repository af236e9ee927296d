import Pointsman
import PointsmanEvaluation
import PointsmanOutcomes
internal import PointsmanSupport

/// Where `--report` goes.
enum ReportFile {
  /// Throws when no report can be written to `path`: before the work, not after it.
  static func check(_ path: String) throws {
    do { try AtomicFile.check(path) } catch { throw failure(path, error) }
  }

  static func write(_ evaluation: Evaluation, of table: OutcomeTable, to path: String) throws {
    let report = HTMLReport(evaluation, audit: Audit(table), command: command(CommandLine.arguments))
    do { try report.write(to: path) } catch { throw failure(path, error) }
  }

  /// What was typed, quoted where a shell needs it, the program by its name alone.
  static func command(_ arguments: [String]) -> String {
    let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./,=:@%+")
    let words = arguments.dropFirst().map { word in
      !word.isEmpty && word.allSatisfy(plain.contains)
        ? word : "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
    return (["pointsman"] + words).joined(separator: " ")
  }

  private static func failure(_ path: String, _ error: FileFailure) -> Failure {
    Failure(description: "\(path): the report cannot be written, \(error.reason); name another file")
  }
}
