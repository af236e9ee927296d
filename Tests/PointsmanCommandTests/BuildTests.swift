import Pointsman
import PointsmanSupport
import Testing

@testable import PointsmanCommand

@Suite("Build")
struct BuildTests {
  @Test(
    "A commit keeps its leading zeros, altered files are named, and outside git it is unknown",
    arguments: [
      (0x0012_3456_789a as UInt64, false, "00123456789a"), (0xfedc_ba98_7654, true, "fedcba987654-altered"),
      (0, false, "unknown"), (0, true, "unknown"),
    ])
  func commit(commit: UInt64, isAltered: Bool, text: String) {
    #expect(Build.describe(commit: commit, isAltered: isAltered) == text)
  }

  @Test("The version's lines name version, commit, router format and OpenBLAS kernel, each with a value")
  func description() {
    let lines = Build.description.split(separator: "\n").map(String.init)
    #expect(lines.first == "pointsman \(Version.current)")
    #expect(lines.count == 4)
    for (line, start) in zip(lines, ["pointsman ", "commit ", "router format ", "OpenBLAS kernel "]) {
      #expect(line.hasPrefix(start) && line.count > start.count)
    }
  }
}
