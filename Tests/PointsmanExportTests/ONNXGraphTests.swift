import Testing

@testable import PointsmanExport

@Suite("ProtobufWriter")
struct ProtobufWriterTests {
  /// The examples of protobuf.dev, "Encoding".
  @Test("Messages are encoded as the specification's examples")
  func examples() {
    var number = ProtobufWriter()
    number.append(1, 150)
    #expect(number.bytes == [0x08, 0x96, 0x01])
    var text = ProtobufWriter()
    text.append(2, "testing")
    #expect(text.bytes == [0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67])
    var outer = ProtobufWriter()
    outer.append(3) { $0.append(1, 150) }
    #expect(outer.bytes == [0x1a, 0x03, 0x08, 0x96, 0x01])
    var negative = ProtobufWriter()
    negative.append(1, -2)
    #expect(negative.bytes == [0x08, 0xfe] + [UInt8](repeating: 0xff, count: 8) + [0x01])
  }
}
