import TestSupport
import Testing

@testable import Pointsman
@testable import PointsmanSupport

@Suite("Files that are no routers are called by what they are")
struct OtherFilesTests {
  @Test(
    "By their first bytes, with the way to a router",
    arguments: [
      ("", "an empty file", "copy or train it again"),
      ("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n", "a Git LFS pointer", "git lfs pull"),
      ("<!DOCTYPE html><html><body>404</body></html>", "an HTML page", "download the file itself"),
      ("<?xml version='1.0'?>", "XML", "download the file itself"), ("PK\u{3}\u{4}", "a zip archive", "unzip -p FILE"),
      ("{\"prompt\":\"p\"}", "JSON", "give a router file"), ("[1]", "JSON", "give a router file"),
      ("hello, wörld\n", "text", "give a router file"), ("prompt,a,b\n", "text", "give a router file"),
      ("SQLite format 3\u{0}", "an SQLite database", "my.router"),
    ])
  func others(content: String, kind: String, remedy: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(content, to: "my.router")
    for open in [{ try Router(contentsOf: path) }, { try Router(bytes: Array(content.utf8)) }] {
      let error = #expect(throws: RouterError.self) { try open() }
      guard case .otherFile(let found, let way, _) = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
      #expect(found == kind && way.contains(remedy))
    }
    #expect {
      try Router(contentsOf: path)
    } throws: {
      "\($0)".hasPrefix("\(path): not a router file but \(kind); ")
    }
  }

  @Test("Compressed ones are named with what unpacks them")
  func compressed() {
    for (bytes, kind) in [([0x1f, 0x8b, 8, 0], "gzip"), ([0x28, 0xb5, 0x2f, 0xfd], "a zstd file")]
      as [([UInt8], String)]
    {
      #expect {
        try Router(bytes: bytes + [UInt8](repeating: 0, count: 100))
      } throws: {
        "\($0)".contains("not a router file but \(kind); unpack it first: ")
      }
    }
  }

  @Test("A part of a router, and bytes of no known kind, are no whole router file")
  func parts() throws {
    let bytes = try SmallRouter.constant([0.5, -0.25]).fileBytes
    for part in [Array(bytes[..<200]), Array(bytes[300...]), [0, 1, 2, 3], [UInt8](repeating: 0, count: 5000)] {
      #expect {
        try Router(bytes: part)
      } throws: {
        "\($0)".contains("not a whole router file: ")
      }
    }
  }

  @Test("Safetensors of another kind are no router")
  func safetensors() {
    let other = Safetensors(metadata: ["format": "pt"], tensors: ["w": .init(shape: [1], [1] as [Float])])
    #expect {
      try Router(bytes: other.bytes)
    } throws: {
      "\($0)".contains("not a router file but a safetensors file of another kind")
    }
  }

  @Test("What has no end is not read to it")
  func endless() {
    #expect(throws: RouterError.self) { try Router(contentsOf: "/dev/zero") }
  }

  @Test("A header of very many empty lists is refused at the first of them")
  func emptyLists() {
    let header = Array("{\"a\":[\(String(repeating: "[],", count: 100_000))[]]}".utf8)
    let length = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> ($0 * 8)) }
    #expect {
      try Router(bytes: length + header)
    } throws: {
      "\($0)".contains("byte 13 of the header has an array, not an object")
    }
  }
}
