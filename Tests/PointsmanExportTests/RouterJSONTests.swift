import Foundation
import Pointsman
import Testing

@testable import PointsmanExport
@testable import PointsmanSupport

@Suite("Export as JSON")
struct RouterJSONTests {
  @Test("JSON has the manifest and every tensor of the file", arguments: [SampleRouter.curved, .all])
  func json(sample: SampleRouter) throws {
    let router = try sample.load()
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

  @Test("JSON has the words of every cue and the marks of agents")
  func vocabulary() throws {
    let json = try JSONValue(parsing: Array(SampleRouter.dense.load().exportedJSON().utf8))
    #expect(Cue.allCases.allSatisfy { json["cues"]?["\($0)"]?.string?.isEmpty == false })
    #expect(json["cues"]?["factQuestion"]?.string?.split(separator: " ").contains("whom") == true)
    #expect(json["boilerplate"]?.array?.count == Boilerplate.marks.count)
    #expect(json["requests"]?["references"]?.string?.contains(" it ") == true)
    #expect(json["requests"]?["fillers"]?.string?.contains(" yes ") == true)
    #expect(
      json["boilerplate"]?.array?.first?.array?.map(\.string) == ["<environment_context>", "</environment_context>"])
  }
}
