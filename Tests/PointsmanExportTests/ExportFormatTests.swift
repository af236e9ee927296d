import Pointsman
import PointsmanSupport
import Testing

@testable import PointsmanExport

/// `Tests/Checks/exports/run` holds other programs that read exports against `pointsman route`.
@Suite("Export")
struct ExportFormatTests {
  @Test("A form that cannot hold a block says which, and what to do")
  func refusals() throws {
    let (text, all) = (try SampleRouter.curved.load(), try SampleRouter.all.load())
    #expect(throws: ExportError.unsupportedBlock(.external, format: .c)) { try all.exportedC(name: "r") }
    #expect(throws: ExportError.unsupportedBlock(.neighbours, format: .onnx)) { try all.exportedONNX() }
    #expect(throws: ExportError.noDenseBlock) { try text.exportedONNX() }
    let message = ExportError.unsupportedBlock(.category, format: .c).description
    #expect(message.contains("has a block \"category\"; train one without it, or embed this one by libpointsman"))
  }

  /// Each process has a hash seed of its own, so an export that followed the order of a dictionary would differ.
  @Test("Two processes write the same bytes", arguments: ExportFormat.allCases)
  func repeatable(format: ExportFormat) async throws {
    let other = try await #require(processExitsWith: .success, observing: [\.standardOutputContent]) {
      [form = format.rawValue as String] in
      print("digest", try Self.digest(#require(ExportFormat(rawValue: form))))
    }
    let output = String(decoding: other.standardOutputContent, as: UTF8.self)
    #expect(output.contains("digest \(try Self.digest(format))\n"))
  }

  private static func digest(_ format: ExportFormat) throws -> String {
    SHA256.hexDigest(of: try format.bytes(of: SampleRouter.dense.load(), name: "r"))
  }
}
