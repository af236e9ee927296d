import ArgumentParser
import Foundation
import Pointsman
import PointsmanEvaluation
internal import PointsmanSupport

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Shows the contents of a router file.",
    discussion: """
      pointsman inspect my.router
      pointsman inspect my.router --json

      It shows models, blocks, training, policies, and the figures of training.
      """)

  @Argument(help: "The router file.")
  var router: String

  @OptionGroup var listing: ListingOption

  @Flag(help: "Print the whole manifest as one JSON object.")
  var json = false

  func run() throws {
    let opened = try Router(contentsOf: router)
    guard !json else { return print(opened.manifest.json.text) }
    let bytes = try FileReader.contents(of: router).count
    print(
      "\(router): \(String(format: "%.1f", Double(bytes) / 1e6)) MB\n\(opened.summary(allModels: listing.allModels))")
  }
}
