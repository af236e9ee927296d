import ArgumentParser
import Pointsman
import PointsmanEvaluation

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Shows what a router file says of itself.")

  @Argument(help: "The router file.")
  var router: String

  @Flag(help: "Print the whole manifest as one JSON object.")
  var json = false

  func run() throws {
    let router = try Router(contentsOf: router)
    print(json ? router.manifest.json.text : router.summary)
  }
}
