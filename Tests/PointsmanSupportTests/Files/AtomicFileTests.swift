import TestSupport
import Testing

@testable import PointsmanSupport

@Suite("AtomicFile")
struct AtomicFileTests {
  @Test("Bytes are written, and replaced, with nothing left beside them", arguments: [0, 1, 300_000])
  func writes(count: Int) throws {
    let folder = try TemporaryFolder()
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7) }
    for content in [[1, 2, 3], bytes] {
      try AtomicFile.write(content, to: folder.path("file"))
      #expect(try FileReader.contents(of: folder.path("file")) == content)
    }
    #expect(try folder.names == ["file"])
  }

  @Test("Where the target is a folder the write fails, and leaves all as it was")
  func targetIsFolder() throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("target")
    #expect(throws: FileFailure.self) { try AtomicFile.write([1], to: folder.path("target")) }
    #expect(try folder.names == ["target"])
  }

  @Test("Where the folder is missing, or is a file, the write fails, and the old file stays")
  func noFolder() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write([1, 2], to: folder.path("old"))
    #expect(throws: FileFailure.self) { try AtomicFile.write([3], to: folder.path("none/file")) }
    #expect(throws: FileFailure.self) { try AtomicFile.write([3], to: folder.path("old/file")) }
    #expect(try FileReader.contents(of: folder.path("old")) == [1, 2])
    #expect(try folder.names == ["old"])
  }

  @Test("A name that leaves no room for the partial file's own fails before it touches the old file")
  func longName() throws {
    let folder = try TemporaryFolder()
    // Linux and macOS allow 255 bytes a name.
    let name = String(repeating: "n", count: 250)
    let path = try folder.write([1, 2], to: name)
    #expect(throws: FileFailure.self) { try AtomicFile.write([3], to: path) }
    #expect(try FileReader.contents(of: path) == [1, 2])
    #expect(try folder.names == [name])
  }
}
