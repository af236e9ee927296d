import Testing

@testable import PointsmanSupport

@Suite("ByteScan")
struct PlainRunTests {
  @Test("The run ends where a plain loop ends it, for every byte at every place of a word")
  func everyByte() {
    for byte in UInt8.min...UInt8.max {
      for place in 0..<19 {
        for filler: UInt8 in [0x20, 0x21, 0x23, 0x5b, 0x5d, 0x7f, 0x80, 0xff] {
          var bytes = [UInt8](repeating: filler, count: 19)
          bytes[place] = byte
          let expected = bytes.firstIndex { $0 < 0x20 || $0 == 0x22 || $0 == 0x5c } ?? 19
          let matches = ByteScan.end(in: bytes.span, from: 0) == expected
          #expect(matches, "byte \(byte) at \(place) among \(filler)")
        }
      }
    }
  }

  @Test("It begins at the given place, and the first of several ends it")
  func starts() {
    let bytes = Array("\"plain text\\n and \"more\"".utf8)
    let ends = [0, 1, 12, bytes.count].map { ByteScan.end(in: bytes.span, from: $0) }
    #expect(ends == [0, 11, 18, bytes.count])
  }

  @Test("Bytes are ASCII unless one of them, at any place, is 0x80 or more")
  func ascii() {
    for length in 0..<19 {
      var bytes = [UInt8](repeating: 0x7f, count: length)
      let plain = ByteScan.isASCII(bytes.span)
      #expect(plain)
      for place in 0..<length {
        bytes[place] = 0x80
        let marked = ByteScan.isASCII(bytes.span)
        #expect(!marked, "at \(place) of \(length)")
        bytes[place] = 0
      }
    }
  }

  @Test("The first line feed of a range is found at every place of a word, and none outside")
  func lineFeed() {
    for byte: UInt8 in [0x09, 0x0b, 0x8a, 0x00, 0x0a] {
      for place in 0..<21 {
        var bytes = [UInt8](repeating: byte == 0x0a ? 0x20 : byte, count: 21)
        bytes[place] = 0x0a
        bytes[20] = 0x0a
        for start in 0..<21 {
          let found = ByteScan.firstLineFeed(in: bytes.span, start..<20)
          #expect(found == (place >= start && place < 20 ? place : nil), "\(byte) from \(start)")
        }
      }
    }
  }

  @Test("A byte is found at every place, and none that differs from it in one bit", arguments: 0..<40)
  func holds(place: Int) {
    for other in [0x3d, 0x3e, 0xbc, 0x00, 0xff] as [UInt8] {
      var bytes = [UInt8](repeating: other, count: 40)
      let without = ByteScan.holds(0x3c, in: bytes.span)
      bytes[place] = 0x3c
      let with = ByteScan.holds(0x3c, in: bytes.span)
      let before = ByteScan.holds(0x3c, in: bytes.span.extracting(0..<place))
      #expect(with && !without && !before)
    }
  }
}
