import ArgumentParser
import Pointsman
import PointsmanEvaluation

@main
struct PointsmanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pointsman",
    abstract: "Learns from benchmark outcomes which model should get a new prompt, and says whether routing pays.",
    discussion: """
      Outcomes are JSON Lines, one prompt a line (CSV and battles are read, too):
        {"prompt": "…", "outcomes": {"model-a": {"score": 1}, "model-b": {"score": 0.5, "cost": 0.002}}}

      Results go to standard output, progress and warnings to standard error. Exit status: 0 done, 1 failed, \
      2 routing does not pay (under --require-benefit), 64 wrong usage.
      """,
    version: Version.current,
    subcommands: [
      GradeCommand.self, ConvertCommand.self, AuditCommand.self, PlanCommand.self, TrainCommand.self,
      EvaluateCommand.self, CompareCommand.self, RouteCommand.self, ExplainCommand.self, SetPolicyCommand.self,
      CertifyCommand.self, CalibrateCommand.self, AddModelCommand.self, InspectCommand.self, VerifyCommand.self,
      ExportCommand.self, PrepareTokensCommand.self, PrepareEncoderCommand.self,
    ])

  /// Runs the command; what goes wrong is told without control characters, which paths and names may hold.
  static func main() async {
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch let error as any CustomStringConvertible & Error where fullMessage(for: error).hasPrefix("Error: \(error)")
    {
      exit(withError: Failure(description: error.description.visibleLines))
    } catch {
      exit(withError: error)
    }
  }
}
