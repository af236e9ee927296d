public import ArgumentParser
import Pointsman
public import PointsmanExport
internal import PointsmanSupport

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes a router in a form that other programs read: JSON, ONNX or one C file.",
    discussion: """
      pointsman export my.router --format json -o my.json
      pointsman export my.router --format c --name my_router -o my_router.c

      json has the whole router. onnx computes probabilities from the structural features or a vector, and from the \
      logits of the other blocks. c is a C99 file that routes text without a library, for routers of the lexical, \
      structural and semantic blocks.
      """)

  @Argument(help: "The router file.")
  var router: String

  @Option(help: "json, onnx or c.")
  var format: ExportFormat

  @Option(name: .shortAndLong, help: ArgumentHelp("The file to write.", valueName: "file"))
  var output: String

  @Option(
    help: ArgumentHelp(
      "The prefix of the C functions: NAME_route, NAME_models (default: \(standardName)).", valueName: "name"))
  var name: String?

  @OptionGroup var result: JSONOption

  private static let standardName = "router"

  func validate() throws {
    guard name == nil || format == .c else {
      throw ValidationError("--name is for the functions of a C file: leave it out for \(format.rawValue).")
    }
  }

  func run() throws {
    try OutputPaths.check(["-o": output], reading: [router])
    let interruption = Interruption(discarding: output)
    defer { interruption.end() }
    let bytes = try format.bytes(of: Router(contentsOf: router), name: name ?? Self.standardName)
    do {
      try AtomicFile.write(bytes, to: output)
    } catch {
      throw Failure(description: "\(output): cannot be written, \(error.reason); name another file")
    }
    guard !result.json else {
      let members: [(key: String, value: JSONValue)] = [("file", .string(output)), ("bytes", .integer(bytes.count))]
      return print(JSONValue.object(members).text)
    }
    print("wrote \(output): \(bytes.count) bytes")
  }
}

extension ExportFormat: ExpressibleByArgument {}
