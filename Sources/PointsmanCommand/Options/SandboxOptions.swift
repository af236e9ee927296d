import ArgumentParser
import Foundation
import PointsmanLabelling

/// The surroundings and the limits of checks.
struct SandboxOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Seconds that a check may take; then it is ended, and could not tell.", valueName: "seconds"))
  var timeLimit = 60.0

  @Option(help: ArgumentHelp("Gigabytes of memory that each process of a check may use.", valueName: "gigabytes"))
  var memory = 2.0

  @Option(help: ArgumentHelp("Gigabytes that a check may write to one file.", valueName: "gigabytes"))
  var fileSize = 1.0

  @Option(help: ArgumentHelp("Processes and threads that a check may have at one time, at least 301.", valueName: "n"))
  var processes = 1024

  @Option(
    help: ArgumentHelp(
      "Variables of the environment that checks may read, beside PATH, LANG, LC_* and TZ.", valueName: "NAME,…"))
  var passEnv: [String] = []

  @Flag(help: "Let checks use the network.")
  var network = false

  @Flag(
    name: .customLong("no-sandbox"),
    help: "Run checks with this environment and no limit but that of time.")
  var isOff = false

  func validate() throws {
    guard timeLimit > 0, timeLimit.isFinite else { throw ValidationError("--time-limit must be above 0.") }
    for (name, value) in [("--memory", memory), ("--file-size", fileSize)] {
      guard value > 0, value <= 1e6 else {
        throw ValidationError("\(name) must be a number of gigabytes above 0 and at most 1000000.")
      }
    }
    // A namespace of processes has at least 300 numbers for itself.
    guard (301...1_000_000).contains(processes) else {
      throw ValidationError("--processes must be from 301 to 1000000.")
    }
    _ = try variables()
  }

  var limits: CheckLimits {
    CheckLimits(
      seconds: timeLimit, memory: Int(memory * 1e9), fileSize: Int(fileSize * 1e9), processes: processes)
  }

  func variables() throws -> [String] { try NameList.names(passEnv, option: "--pass-env") }

  /// The sandbox that the options ask for, as far as this machine permits it, and what it lacks.
  func sandbox() async -> (sandbox: Sandbox, lacks: String?) {
    isOff ? (Sandbox(level: .none), nil) : await Sandbox.strictest(permitsNetwork: network)
  }
}
