import Foundation
import Testing

@testable import PointsmanOutcomes

@Suite("ZipArchive")
struct ZipArchiveTests {
  private func archive(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: HarnessLog.golden.appending(path: name)))
  }

  @Test("Members come by name, and their contents are what was packed")
  func members() throws {
    for name in ["inspect/small.eval", "inspect-deflate/small.eval"] {
      let archive = try ZipArchive(try archive(name))
      #expect(archive.members.map(\.name).first == "_journal/start.json" && archive.members.count == 10)
      let text = String(decoding: try archive.contents(of: archive.members[9]), as: UTF8.self)
      #expect(text.hasPrefix("{\"version\": 2"))
    }
  }

  @Test("An archive cut anywhere, or with any byte altered, is read or refused")
  func damaged() throws {
    let bytes = try archive("inspect-deflate/small.eval")
    for end in stride(from: 0, to: bytes.count, by: 97) {
      #expect(throws: ZipArchive.Failure.self) { try ZipArchive(Array(bytes[..<end])) }
    }
    for place in stride(from: 0, to: bytes.count, by: 13) {
      var altered = bytes
      altered[place] ^= 0xff
      guard let archive = try? ZipArchive(altered) else { continue }
      for member in archive.members { _ = try? archive.contents(of: member) }
    }
  }

  @Test("A size that no packing can have is refused before memory is taken")
  func bombs() throws {
    var bytes = try archive("inspect-deflate/small.eval")
    let central = try #require(bytes.indices.first { bytes[$0...].starts(with: [0x50, 0x4b, 1, 2]) })
    bytes.replaceSubrange(central + 24..<central + 28, with: [0xff, 0xff, 0xff, 0x7f])
    let archive = try ZipArchive(bytes)
    #expect(throws: ZipArchive.Failure.damaged("_journal/start.json claims an impossible size")) {
      try archive.contents(of: archive.members[0])
    }
  }
}
