import TestSupport
import Testing

@testable import PointsmanOutcomes

@Suite("Input files, gzip or not")
struct InputFileTests {
  private static let line = #"{"prompt":"p","outcomes":{"a":{"score":1}}}"#

  /// A gzip member with `bytes` in stored blocks (RFC 1951, RFC 1952).
  private func gzip(_ bytes: [UInt8]) -> [UInt8] {
    func little(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    var crc: UInt32 = .max
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xedb8_8320 : crc >> 1 }
    }
    var member: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]
    var rest = bytes[...]
    repeat {
      let block = rest.prefix(65_535)
      rest = rest.dropFirst(block.count)
      member += [rest.isEmpty ? 1 : 0] + little(block.count, 2) + little(~block.count, 2) + block
    } while !rest.isEmpty
    return member + little(Int(~crc), 4) + little(bytes.count, 4)
  }

  /// The content of a file that comes in pieces of `size` bytes.
  private func content(_ bytes: [UInt8], size: Int, buffer: Int = 100, opening: Int = 0) throws -> [UInt8] {
    var rest = bytes[...]
    var file = InputFile(named: "data") {
      guard !rest.isEmpty else { return nil }
      defer { rest = rest.dropFirst(size) }
      return Array(rest.prefix(size))
    }
    if opening > 0 { _ = try file.opening(opening) }
    var (content, room) = ([UInt8](), [UInt8](repeating: 0, count: buffer))
    while true {
      let count = try file.read(into: &room)
      if count == 0 { return content }
      content += room[..<count]
    }
  }

  @Test("The content is whole, however it comes", arguments: [1, 2, 3, 17, 70_000], [0, 1, 100, 65_536])
  func whole(size: Int, opening: Int) throws {
    let bytes = (0..<3000).map { UInt8(truncatingIfNeeded: $0 * 7) }
    #expect(try content(bytes, size: size, opening: opening) == bytes)
    #expect(try content(gzip(bytes), size: size, opening: opening) == bytes)
    #expect(try content(gzip(bytes) + gzip([1, 2]) + gzip([]), size: size, opening: opening) == bytes + [1, 2])
  }

  @Test("A file that has ended is not asked again, as a terminal would wait", arguments: [0, 3, 100])
  func endsOnce(opening: Int) throws {
    var ends = 0
    var pieces: [[UInt8]?] = [[1, 2, 3], nil, [4], nil]
    var file = InputFile(named: "data") {
      let piece = pieces.removeFirst()
      if piece == nil { ends += 1 }
      return piece
    }
    if opening > 0 { _ = try file.opening(opening) }
    var (content, room) = ([UInt8](), [UInt8](repeating: 0, count: 10))
    for _ in 0..<4 { content += room[..<(try file.read(into: &room))] }
    #expect(content == [1, 2, 3] && ends == 1)
  }

  @Test("Long content passes through any buffer")
  func long() throws {
    let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 >> 3) }
    for buffer in [1000, 65_536, 1 << 18] {
      #expect(try content(gzip(bytes), size: 5000, buffer: buffer, opening: 65_536) == bytes)
    }
  }

  @Test("Zeros after gzip are passed over, with members after them", arguments: [1, 511, 70_000], [1, 4096])
  func padding(zeros: Int, size: Int) throws {
    let pad = [UInt8](repeating: 0, count: zeros)
    #expect(try content(gzip([1, 2]) + pad, size: size) == [1, 2])
    #expect(try content(gzip([1, 2]) + pad + gzip([3]), size: size) == [1, 2, 3])
  }

  @Test("Other bytes after gzip, and gzip that ends early, are faults")
  func damaged() throws {
    for (bytes, reason) in [
      (gzip([1, 2]) + [7], "bytes that are neither gzip nor zeros follow its end"),
      (gzip([1, 2]).dropLast(), "it ends early"),
      (gzip([1, 2]) + gzip([3]).prefix(5), "it ends early"), ([0x1f, 0x8b], "it ends early"),
    ] as [([UInt8], String)] {
      #expect(throws: OutcomesError.damaged(path: "data", reason: reason)) { try content(bytes, size: 3) }
    }
  }

  @Test("gzip within gzip, and other kinds of files, are named with the command that unpacks them")
  func named() {
    for (bytes, found) in [
      (gzip(gzip(Array(Self.line.utf8))), "gzip within gzip, expected text in UTF-8; unpack it first: gzip -dc FILE"),
      (gzip([0x28, 0xb5, 0x2f, 0xfd, 0]), "a zstd file, expected text in UTF-8; unpack it first: zstd -dc FILE"),
      (Array("<!doctype html>".utf8), "an HTML page, expected text in UTF-8; download the file itself"),
      (
        Array("version https://git-lfs.github.com/spec/v1\n".utf8),
        "a Git LFS pointer, expected text in UTF-8; fetch the file itself"
      ),
      ([100, 0, 0, 0, 0, 0, 0, 0] + Array("{\"w\":".utf8), "a router or another safetensors file"),
    ] {
      #expect {
        try OutcomeReader().read(bytes: bytes, named: "data")
      } throws: {
        "\($0)".hasPrefix("data: found \(found)")
      }
    }
  }

  @Test("Millions of empty lines, and headers of very many columns, take linear time", .timeLimit(.minutes(5)))
  func linear() throws {
    let empty = [UInt8](repeating: 0x0a, count: 2_000_000)
    #expect(throws: OutcomesError.empty(path: "outcomes")) { try OutcomeReader().read(bytes: empty) }
    let columns = 0..<10_000
    let text =
      "prompt," + columns.map { "m\($0)" }.joined(separator: ",") + "\np,"
      + columns.map { "\($0 % 2)" }.joined(separator: ",")
    let table = try OutcomeTable(bytes: Array(text.utf8))
    #expect(table.models.count == columns.count)
    #expect(Audit(table).tiedForBest == 1)
    let members = columns.map { #""m\#($0)":{"score":\#($0 % 2)}"# }.joined(separator: ",")
    #expect(
      try OutcomeTable(bytes: Array(#"{"prompt":"p","outcomes":{\#(members)}}"#.utf8)).models.count == columns.count)
  }
}
