// Prints the bits of every probability that a router gives to prompts of JSON Lines: Tests/Checks/parity/run compares them.

@testable import Pointsman
@testable import PointsmanSupport

@main
struct Parity {
  static func main() throws {
    let router = try Router(contentsOf: CommandLine.arguments[1])
    let difference = try router.verifyGoldenPrompts()
    guard difference <= 1e-6 else { fatalError("golden prompts are off by \(difference)") }
    for line in try FileReader.contents(of: CommandLine.arguments[2]).split(separator: 0x0a) {
      let prompt = try PromptReader.line(Array(line)).prompt
      print(try router.probabilities(for: prompt).map { String($0.bitPattern, radix: 16) }.joined(separator: " "))
    }
  }
}
