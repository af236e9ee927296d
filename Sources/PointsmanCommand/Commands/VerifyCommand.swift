import ArgumentParser
import Foundation
import Pointsman

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract:
      "Checks that a router file is whole, and that its golden prompts get the probabilities they got in training.",
    discussion: """
      pointsman verify my.router

      It ends with status 0 when both hold, else with 1.
      """)

  @Argument(help: "The router file.")
  var router: String

  func run() throws {
    let router = try Router(contentsOf: router)
    try router.verifyDigest()
    let difference = try router.verifyGoldenPrompts()
    print(
      "whole: structure and digest \(router.digest.prefix(12)) hold; \(router.manifest.golden.count) golden prompts agree "
        + "to \(String(format: "%.1e", difference))")
  }
}
