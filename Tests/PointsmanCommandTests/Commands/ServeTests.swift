import Foundation
import TestSupport
import Testing

@Suite("pointsman serve and config")
struct ServeTests {
  @Test(
    "Where the gateway is not built, the one command that builds it is named",
    arguments: ["serve my.router", "config check a.yaml"])
  func notBuilt(command: String) async throws {
    let folder = try TemporaryFolder()
    let program = folder.path("pointsman")
    try FileManager.default.copyItem(atPath: try Program.executable().path, toPath: program)
    let run = try await Program.shell("PATH=/nowhere '\(program)' \(command)", in: folder)
    #expect(run.status == 64)
    #expect(
      run.errors.contains(
        "pointsman-gateway is not built; build it with: swift build -c release --traits Gateway "
          + "--scratch-path .build-gateway --product pointsman-gateway"))
  }
}
