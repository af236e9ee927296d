import Foundation
import Pointsman
import Testing

@testable import PointsmanExport
@testable import PointsmanSupport

/// What other programs make of exports is checked by Tests/Checks/exports/run.
@Suite("Export")
struct ExportTests {
  private static let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2)
    .joined(separator: "/")

  /// A router of the lexical and semantic blocks, with a structural block beside them, or of more.
  private func router(_ name: String) throws -> Router { try Router(contentsOf: "\(Self.folder)/\(name).router") }

  @Test(
    "JSON has the manifest and every tensor of the file",
    arguments: ["Export/curved", "PointsmanTests/Golden/version-1"])
  func json(name: String) throws {
    let router = try router(name)
    let json = try JSONValue(parsing: Array(router.exportedJSON().utf8))
    #expect(json["manifest"] == router.manifest.json)
    #expect(json["digest"]?.string == router.digest)
    let tensors = try Safetensors(bytes: router.fileBytes).tensors
    guard case .object(let members) = json["tensors"] else {
      Issue.record("no tensors")
      return
    }
    #expect(members.map(\.key) == tensors.keys.sorted())
    for (name, value) in members {
      let data = try #require(value["data"]?.string.flatMap { Data(base64Encoded: $0) })
      #expect(Array(data) == tensors[name]?.bytes)
      #expect(value["shape"]?.array?.map(\.integer) == tensors[name]?.shape)
      #expect(value["type"]?.string == tensors[name]?.type.rawValue)
    }
  }

  @Test("A form that cannot hold a block says which, and what to do")
  func refusals() throws {
    let (text, all) = (try router("Export/curved"), try router("PointsmanTests/Golden/version-1"))
    #expect(throws: ExportError.unsupportedBlock(.external, format: .c)) { try all.exportedC(name: "r") }
    #expect(throws: ExportError.unsupportedBlock(.neighbours, format: .onnx)) { try all.exportedONNX() }
    #expect(throws: ExportError.noDenseBlock) { try text.exportedONNX() }
    let message = ExportError.unsupportedBlock(.kinds, format: .c).description
    #expect(message.contains("has a block \"kinds\"; train one without it, or embed this one by libpointsman"))
  }

  @Test("C computes the structural features in the order of the weights")
  func structuralFeatures() throws {
    #expect(CRoutines.formulas.map(\.name) == StructuralFeatures.names)
    #expect(try router("Export/dense").exportedC(name: "r").contains("FEATURES = \(StructuralFeatures.count) }"))
  }

  @Test("JSON has the words of every cue and the marks of agents")
  func vocabulary() throws {
    let json = try JSONValue(parsing: Array(router("Export/dense").exportedJSON().utf8))
    #expect(Cue.allCases.allSatisfy { json["cues"]?["\($0)"]?.string?.isEmpty == false })
    #expect(json["cues"]?["factQuestion"]?.string?.split(separator: " ").contains("whom") == true)
    #expect(json["boilerplate"]?.array?.count == Boilerplate.marks.count)
    #expect(
      json["boilerplate"]?.array?.first?.array?.map(\.string) == ["<environment_context>", "</environment_context>"])
  }

  @Test("A C name is letters, digits and underscores", arguments: ["", "1a", "a-b", "a b", "ä", "_a"])
  func names(name: String) throws {
    let router = try router("Export/curved")
    #expect(throws: ExportError.invalidName(name)) { try router.exportedC(name: name) }
    #expect(try router.exportedC(name: "a_1").contains("const char *a_1_route("))
  }

  @Test("The same router gives the same bytes", arguments: ExportFormat.allCases)
  func repeatable(format: ExportFormat) throws {
    let name = format == .onnx ? "Export/dense" : "Export/curved"
    #expect(try format.bytes(of: router(name), name: "r") == format.bytes(of: router(name), name: "r"))
  }
}
