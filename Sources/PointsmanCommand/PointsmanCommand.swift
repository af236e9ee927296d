import ArgumentParser

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
    version: Build.description,
    groupedSubcommands: [
      CommandGroup(
        name: "Prepare",
        subcommands: [
          CollectCommand.self, GradeCommand.self, JudgeCommand.self, ConvertCommand.self, AuditCommand.self,
          SplitCommand.self,
          PlanCommand.self,
          PrepareTokensCommand.self,
          PrepareEncoderCommand.self,
        ]),
      CommandGroup(
        name: "Train and judge",
        subcommands: [
          TrainCommand.self, CrossValidateCommand.self, EvaluateCommand.self, CompareCommand.self,
          RobustnessCommand.self, ScoreCommand.self,
        ]),
      CommandGroup(
        name: "Decide",
        subcommands: [
          RouteCommand.self, ExplainCommand.self, SetPolicyCommand.self, CertifyCommand.self, ThresholdCommand.self,
          LogCommand.self,
        ]),
      CommandGroup(name: "Serve", subcommands: [ServeCommand.self, ConfigCommand.self]),
      CommandGroup(
        name: "Router files",
        subcommands: [InspectCommand.self, VerifyCommand.self, AddModelCommand.self, ExportCommand.self]),
    ])
}
