import ArgumentParser

@testable import PointsmanCommand

/// The program's commands, with those that another command groups.
enum ProgramCommands {
  /// Each with its name as it is typed: "train", "log", "log export".
  static let all = commands(of: PointsmanCommand.self, after: "")

  /// Without those that only group others.
  static let working = all.filter { $0.type.configuration.subcommands.isEmpty }

  static func named(_ name: String) -> (any ParsableCommand.Type)? { all.first { $0.name == name }?.type }

  private static func commands(
    of group: any ParsableCommand.Type, after prefix: String
  ) -> [(name: String, type: any ParsableCommand.Type)] {
    group.configuration.subcommands.flatMap { type in
      let name = prefix + (type.configuration.commandName ?? "")
      return [(name, type)] + commands(of: type, after: name + " ")
    }
  }
}
