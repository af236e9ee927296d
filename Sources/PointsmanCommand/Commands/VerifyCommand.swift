import ArgumentParser
import Foundation
import Pointsman
internal import PointsmanSupport

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract:
      "Checks that a router file is complete, and that its golden prompts get the same probabilities as in training.",
    discussion: """
      pointsman verify my.router
      pointsman verify my.router --json

      The exit status is 0 if both hold, else 1.
      """)

  @Argument(help: "The router file.")
  var router: String

  @OptionGroup var result: JSONOption

  func run() throws {
    let router = try Router(contentsOf: router)
    try router.verifyDigest()
    let difference = try router.verifyGoldenPrompts()
    guard !result.json else {
      let members: [(key: String, value: JSONValue)] = [
        ("digest", .string(router.digest)), ("golden_prompts", .integer(router.manifest.golden.count)),
        ("largest_difference", .figure(difference)),
      ]
      return print(JSONValue.object(members).text)
    }
    print(
      "whole: structure and digest \(router.digest.prefix(12)) hold; \(router.manifest.golden.count) golden prompts agree "
        + "to \(String(format: "%.1e", difference))")
  }
}
