import ArgumentParser

/// The commands on the log of a gateway.
struct LogCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log",
    abstract: "Turns a gateway's decision log into training data, and joins the logs of several gateways.",
    discussion: """
      pointsman log export decisions.sqlite -o logged.jsonl
      pointsman log merge first.sqlite second.sqlite -o all.sqlite
      """,
    subcommands: [LogExportCommand.self, LogMergeCommand.self])
}
