import PointsmanNumerics
import TestSupport
import Testing

@Suite("Spillable arrays in memory and on disk")
struct SpillableArrayTests {
  @Test("What was appended is read back, wherever the limit falls", arguments: [0, 1000, 40_000, 1 << 30])
  func appended(limit: Int) throws {
    let folder = try TemporaryFolder()
    let scratch = Scratch(limit: limit, folder: folder.path())
    let writer = try SpillableArrayWriter<UInt32>(scratch)
    let parts = (0..<60).map { part in (0..<part * 7).map { UInt32(part * 1000 + $0) } }
    for part in parts { try writer.append(part) }
    let numbers = try writer.finish()
    let expected = parts.flatMap { $0 }
    #expect(numbers.count == expected.count && numbers.elementsEqual(expected))
    numbers.release(3000..<9000)
    numbers.expect(0..<numbers.count)
    #expect(numbers[5000..<6000].elementsEqual(expected[5000..<6000]), "what was released is read again")
    #expect(scratch.bytesWritten == (limit < expected.count * 4 ? expected.count * 4 : 0))
    // A scratch file has no name from the start.
    #expect(try folder.names.isEmpty)
  }

  @Test("Memory that numbers no longer take is there for others")
  func givenBack() throws {
    let scratch = Scratch(limit: 1000)
    func written() throws -> Int {
      let writer = try SpillableArrayWriter<UInt8>(scratch)
      try writer.append([UInt8](repeating: 1, count: 900))
      #expect(try writer.finish().count == 900)
      return scratch.bytesWritten
    }
    #expect(try written() == 0)
    #expect(try written() == 0)
    let held = try SpillableArrayWriter<UInt8>(scratch, reserving: 200)
    #expect(try written() == 900)
    try held.append([1])
    #expect(try held.finish().elementsEqual([1]))
  }

  @Test("A folder that cannot be written is an error that names it and the ways out")
  func unwritable() throws {
    let scratch = Scratch(limit: 0, folder: "/nowhere/at/all")
    let error = #expect(throws: ScratchError.self) { try SpillableArrayWriter<Float>(scratch, reserving: 10) }
    #expect(
      error?.description
        == "/nowhere/at/all: a scratch file cannot be written, no such file or directory; "
        + "set TMPDIR to a folder with more room, or give training more memory")
  }

  @Test("No numbers at all", arguments: [0, 100])
  func empty(limit: Int) throws {
    let writer = try SpillableArrayWriter<Float>(Scratch(limit: limit))
    try writer.append([])
    #expect(try writer.finish().isEmpty)
    #expect(try writer.finish().isEmpty)
  }
}
