import Foundation
import Testing

@testable import PointsmanEncoder

@Suite("EncoderLocator")
struct EncoderLocatorTests {
  @Test("It looks in the caches, above the program, then from the working directory upwards, at each place once")
  func places() {
    let locator = EncoderLocator(
      override: nil, cache: "/home/me/.cache/pointsman", executable: "/r/.build/pointsman", workingDirectory: "/home/me"
    )
    #expect(
      locator.places == ["/home/me/.cache/pointsman/minilm-encoder.safetensors"]
        + ["/r/.build", "/r", "", "/home/me", "/home"].map { $0 + "/Models/minilm-encoder.safetensors" })
  }

  @Test("The environment variable, where it is set, is the only place, and an error says what makes the file")
  func override() {
    let locator = EncoderLocator(override: "none", cache: "/c", executable: "/r/pointsman", workingDirectory: "/r")
    let error = #expect(throws: EncoderError.self) { try locator.path() }
    #expect(error == .notFound(places: ["none"]))
    #expect(error?.description.contains("pointsman prepare-encoder") == true)
    #expect(error?.description.contains("POINTSMAN_ENCODER") == true)
  }
}
