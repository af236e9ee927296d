import ArgumentParser
import Foundation
import Testing

@testable import PointsmanCommand

/// Holds what the documentation says of the command line to the command line: an option that was renamed, or a command that
/// wants another argument, fails here.
@Suite("Command lines in the documentation")
struct DocumentedCommandsTests {
  @Test("Every command in a block of code parses", arguments: DocumentedPage.all)
  func blocks(page: DocumentedPage) throws {
    for command in page.blockLines.flatMap(ShellCommand.commands) where command.program == "pointsman" {
      #expect(throws: Never.self, "\(command.arguments.joined(separator: " "))") {
        _ = try PointsmanCommand.parseAsRoot(command.arguments)
      }
    }
  }

  @Test(
    "Every option named in the text is one of the command's, or of some command where none is named",
    arguments: DocumentedPage.all)
  func options(page: DocumentedPage) {
    let known = OptionNames.all
    for span in page.codeSpans {
      let words = span.split(separator: " ").map { $0.trimmingPrefix("…") }.map(String.init)
      let named = words.first == "pointsman" ? Array(words.dropFirst()) : words
      guard let first = named.first, known.commands[first] != nil || first.hasPrefix("--") else { continue }
      for option in named where option.hasPrefix("--") {
        let isKnown = known.has(option, of: known.commands[first] == nil ? nil : first)
        #expect(isKnown, "`\(span)` has \(option)")
      }
    }
  }

  @Test("The examples of each --help parse", arguments: ProgramCommands.all.map(\.name))
  func examples(command: String) throws {
    let type = try #require(ProgramCommands.named(command))
    let lines = type.configuration.discussion.split(separator: "\n").map(String.init)
    let examples = lines.flatMap(ShellCommand.commands).filter { $0.program == "pointsman" }
    let parsed = try examples.map { "\(Swift.type(of: try PointsmanCommand.parseAsRoot($0.arguments)))" }
    // The examples of a group are those of its commands.
    let commands = [type] + type.configuration.subcommands
    #expect(parsed.contains { parsed in commands.contains { "\($0)" == parsed } })
  }
}

/// The long options of every command, from its help.
private struct OptionNames {
  private(set) var commands: [String: Set<String>] = [:]

  static let all = OptionNames()

  private init() {
    for (name, command) in ProgramCommands.all {
      let help = PointsmanCommand.helpMessage(for: command, columns: 200)
      // A command line that begins with a group's name may be any of its commands.
      let first = String(name.prefix { $0 != " " })
      commands[first, default: []].formUnion(help.matches(of: /--[a-z][a-z0-9-]*/).map { String($0.output) })
    }
  }

  /// The options of the program itself, before any command.
  private static let general: Set = ["--generate-completion-script", "--version"]

  /// True if `option` is one of `command`, or, where that is nil, of any or of the program.
  func has(_ option: String, of command: String?) -> Bool {
    let name = String(option.prefix { $0 != "=" && $0 != "," && $0 != "`" })
    if let command { return commands[command]?.contains(name) ?? false }
    return Self.general.contains(name) || commands.values.contains { $0.contains(name) }
  }
}
