import TestSupport
import Testing

@testable import PointsmanSupport

@Suite("TextLines")
struct TextLinesTests {
  /// Bytes that come in pieces of a given size, and a failure after them.
  private struct Pieces: ByteSource {
    struct Broken: Error, Equatable {}

    var rest: ArraySlice<UInt8>
    let size: Int
    var breaks = false

    init(_ text: String, size: Int, breaks: Bool = false) {
      (rest, self.size, self.breaks) = (Array(text.utf8)[...], size, breaks)
    }

    mutating func read(into buffer: inout [UInt8]) throws(Broken) -> Int {
      if rest.isEmpty, breaks { throw Broken() }
      let piece = rest.prefix(min(size, buffer.count))
      buffer.replaceSubrange(..<piece.count, with: piece)
      rest = rest.dropFirst(piece.count)
      return piece.count
    }
  }

  private func lines(_ text: String, size: Int) throws -> [String] {
    var reader = TextLines(Pieces(text, size: size))
    var lines: [String] = []
    while let line = try reader.next() { lines.append(String(decoding: line, as: UTF8.self)) }
    #expect(reader.number == lines.count)
    return lines
  }

  @Test("Lines end in LF or CR LF, wherever a read ends", arguments: 1...12)
  func ends(size: Int) throws {
    #expect(try lines("a\nbc\r\n\n d\re \r\nlast", size: size) == ["a", "bc", "", " d\re ", "last"])
    #expect(try lines("\u{feff}a\n\u{feff}b\n", size: size) == ["a", "\u{feff}b"])
    #expect(try lines("", size: size) == [])
    #expect(try lines("\n", size: size) == [""])
  }

  @Test("Lines longer than the buffer are whole")
  func longLines() throws {
    let long = String(repeating: "x", count: 600_000)
    #expect(try lines("\(long)\ny\n\(long)", size: .max) == [long, "y", long])
  }

  @Test("A line of the limit is read, and one that is a byte longer is refused", arguments: 1...8)
  func limit(size: Int) throws {
    var reader = TextLines(Pieces("1\n1234\n12345\n", size: size), limit: 4)
    #expect(try reader.next()?.count == 1)
    #expect(try reader.next()?.count == 4)
    do {
      _ = try reader.next()
      Issue.record("a line of five bytes was read")
    } catch .tooLong(let line, let limit) {
      #expect(line == 3 && limit == 4)
    }
  }

  @Test("After a line that is too long reading goes on with the next", arguments: 1...8)
  func afterLongLine(size: Int) throws {
    var reader = TextLines(Pieces("1\n12345678901234567890\n\n4\n1234567", size: size), limit: 4)
    var read: [String] = []
    var refused: [Int] = []
    while true {
      do {
        guard let line = try reader.nextNonblank() else { break }
        read.append("\(reader.number): \(String(decoding: line, as: UTF8.self))")
      } catch .tooLong(let line, _) {
        refused.append(line)
      }
    }
    #expect(read == ["1: 1", "4: 4"] && refused == [2, 5])
  }

  @Test("A line that ends with the file and without a line feed is cut, as far as a reader can tell")
  func cut() throws {
    var reader = TextLines(Pieces("a\nb", size: 2))
    var cut: [Bool] = []
    while try reader.next() != nil { cut.append(reader.isCut) }
    #expect(cut == [false, true])
  }

  @Test("Lines of white space are passed over, and counted")
  func blank() throws {
    var reader = TextLines(Pieces("\n \t\r\n{}\n\t\n[]", size: 3))
    #expect(try reader.nextNonblank() == Array("{}".utf8))
    #expect(reader.number == 3)
    #expect(try reader.nextNonblank() == Array("[]".utf8))
    #expect(reader.number == 5)
    #expect(try reader.nextNonblank() == nil)
  }

  @Test("Bytes that are not UTF-8 are replaced where that is asked for, and the lines counted")
  func invalidUTF8() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([0x61, 0xff, 0x0a, 0x62, 0x0a], to: "lines")
    var asItIs = TextLines(try FileReader(path: path))
    #expect(try asItIs.next() == [0x61, 0xff])
    #expect(asItIs.replaced == 0)
    var replacing = TextLines(try FileReader(path: path), replacesInvalidUTF8: true)
    #expect(try replacing.next() == Array("a\u{fffd}".utf8))
    #expect(try replacing.next() == Array("b".utf8))
    #expect(replacing.replaced == 1)
  }

  @Test("Values are read line by line")
  func values() throws {
    var reader = TextLines(Pieces("1\n\n 2.5 \n", size: 4))
    #expect(try reader.nextValue { (json) throws(JSONError) in try json.readDouble() } == 1)
    #expect(try reader.nextValue { (json) throws(JSONError) in try json.readDouble() } == 2.5)
    #expect(try reader.nextValue { (json) throws(JSONError) in try json.readDouble() } == nil)
  }

  @Test("A line that is not the JSON expected, or holds more than that, is named", arguments: [("[]", 0), ("1 2", 2)])
  func fault(line: String, offset: Int) throws {
    var reader = TextLines(Pieces("1\n\n\(line)\n", size: 4))
    _ = try reader.nextValue { (json) throws(JSONError) in try json.readDouble() }
    do {
      _ = try reader.nextValue { (json) throws(JSONError) in try json.readDouble() }
      Issue.record("\(line) was read as a number")
    } catch .json(let error, let line) {
      #expect(error.offset == offset && line == 3)
    }
  }

  @Test("The failure of the source comes through")
  func failure() throws {
    var reader = TextLines(Pieces("whole\npart", size: 8, breaks: true))
    #expect(try reader.next() == Array("whole".utf8))
    do {
      _ = try reader.next()
      Issue.record("the source did not break")
    } catch .source(let error) {
      #expect(error == Pieces.Broken())
    }
  }
}
