import Foundation
import TestSupport
import Testing

@testable import PointsmanEncoder

@Suite("EncoderLocator")
struct EncoderLocatorTests {
  @Test("It looks in the caches, beside the program and above it, then from the working directory upwards")
  func places() {
    let locator = EncoderLocator(
      .network, override: nil, cache: "/home/me/.cache/pointsman", executable: "/r/.build/pointsman",
      workingDirectory: "/home/me")
    #expect(
      locator.places == ["/home/me/.cache/pointsman", "/r/.build"].map { $0 + "/minilm-encoder.safetensors" }
        + ["/r/.build", "/r", "", "/home/me", "/home"].map { $0 + "/Models/minilm-encoder.safetensors" })
    let unknown = EncoderLocator(.tokenTable, override: "", cache: nil, executable: nil, workingDirectory: "/")
    #expect(unknown.places == ["/Models/minilm-tokens.safetensors"])
  }

  @Test(
    "The environment variable, where it is set, is the only place, and an error says how to name the file",
    arguments: [
      (EncoderPart.network, "POINTSMAN_ENCODER"), (.tokenTable, "POINTSMAN_TOKENS"),
    ])
  func override(part: EncoderPart, variable: String) {
    let locator = EncoderLocator(
      part, override: "none", cache: "/c", executable: "/r/pointsman", workingDirectory: "/r")
    let error = #expect(throws: EncoderError.notFound(part, places: ["none"])) { try locator.path() }
    #expect(error?.description.contains("is at none of none; make it, ") == true)
    #expect(error?.description.contains("set \(variable) to its path") == true)
  }

  @Test("Both parts are found where the program is installed", arguments: [EncoderPart.network, .tokenTable])
  func installed(part: EncoderPart) throws {
    let locator = EncoderLocator(
      part, override: nil, cache: nil, executable: "/usr/bin/pointsman", workingDirectory: "/home/me")
    #expect(locator.places.contains("/usr/share/pointsman/\(part.fileName)"))
    let error = #expect(throws: EncoderError.self) { try locator.path() }
    for place in locator.places { #expect(error?.description.contains(place) == true) }
  }

  @Test("The nearest place that has a file counts")
  func nearest() throws {
    let temporary = try TemporaryFolder()
    let root = temporary.url
    for folder in ["a/b/c", "a/Models", "Models"] {
      try FileManager.default.createDirectory(at: root.appending(path: folder), withIntermediateDirectories: true)
    }
    let locator = EncoderLocator(
      .tokenTable, override: nil, cache: nil, executable: root.path + "/a/b/c/pointsman", workingDirectory: root.path)
    for place in ["Models", "a/Models"] {
      let file = root.appending(path: place + "/minilm-tokens.safetensors")
      try Data().write(to: file)
      #expect(try locator.path() == file.path)
    }
  }
}
