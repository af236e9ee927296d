import Foundation
import Testing

@testable import PointsmanTraining

@Suite("TokenTableLocator")
struct TokenTableLocatorTests {
  @Test("It looks above the program, then from the working directory upwards, at each place once")
  func places() {
    let locator = TokenTableLocator(
      override: nil, executable: "/r/.build/debug/pointsman", workingDirectory: "/home/me")
    let folders = ["/r/.build/debug", "/r/.build", "/r", "", "/home/me", "/home"]
    #expect(locator.places == folders.map { $0 + "/Models/minilm-tokens.safetensors" })
    let unknown = TokenTableLocator(override: "", executable: nil, workingDirectory: "/")
    #expect(unknown.places == ["/Models/minilm-tokens.safetensors"])
  }

  @Test("The environment variable, where it is set, is the only place")
  func override() {
    let locator = TokenTableLocator(override: "none.safetensors", executable: "/r/pointsman", workingDirectory: "/r")
    let error = #expect(throws: TokenTableError.self) { try locator.path() }
    #expect(error == .notFound(places: ["none.safetensors"]))
    #expect(error?.description.contains("is at none of none.safetensors; set POINTSMAN_TOKENS to its path") == true)
  }

  @Test("The nearest place that has a file counts")
  func nearest() throws {
    let root = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: root) }
    for folder in ["a/b/c", "a/Models", "Models"] {
      try FileManager.default.createDirectory(at: root.appending(path: folder), withIntermediateDirectories: true)
    }
    let locator = TokenTableLocator(
      override: nil, executable: root.path + "/a/b/c/pointsman", workingDirectory: root.path)
    for place in ["Models", "a/Models"] {
      let file = root.appending(path: place + "/minilm-tokens.safetensors")
      try Data().write(to: file)
      #expect(try locator.path() == file.path)
    }
  }
}
