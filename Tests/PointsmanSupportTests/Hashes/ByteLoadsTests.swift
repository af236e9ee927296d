import PointsmanSupport
import Testing

@Suite("Byte loads")
struct ByteLoadsTests {
  private static let bytes = (0..<20).map { UInt8($0 * 13 + 1) }

  @Test("Four and eight bytes from any place are a number, the first byte the lowest")
  func values() {
    for start in 0...16 {
      let expected = (0..<4).reduce(UInt32(0)) { $0 | UInt32(Self.bytes[start + $1]) << (8 * UInt32($1)) }
      let loaded = Self.bytes.span.loadUInt32(at: start)
      #expect(loaded == expected)
    }
    for start in 0...12 {
      let expected = (0..<8).reduce(UInt64(0)) { $0 | UInt64(Self.bytes[start + $1]) << (8 * UInt64($1)) }
      let loaded = Self.bytes.span.loadUInt64(at: start)
      #expect(loaded == expected)
    }
  }

  @Test("A load that reaches over the end or before the start traps")
  func outside() async {
    await #expect(processExitsWith: .failure) { _ = [UInt8](repeating: 0, count: 7).span.loadUInt64(at: 0) }
    await #expect(processExitsWith: .failure) { _ = [UInt8](repeating: 0, count: 7).span.loadUInt32(at: 4) }
    await #expect(processExitsWith: .failure) { _ = [UInt8](repeating: 0, count: 7).span.loadUInt32(at: -1) }
  }
}
