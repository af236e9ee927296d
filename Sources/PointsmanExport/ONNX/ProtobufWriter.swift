/// Writes protobuf messages field by field (protobuf.dev, "Encoding").
struct ProtobufWriter {
  private(set) var bytes: [UInt8] = []

  mutating func append(_ field: Int, _ value: Int) {
    appendTag(field, wireType: 0)
    appendVarint(UInt64(bitPattern: Int64(value)))
  }

  mutating func append(_ field: Int, _ value: Float) {
    appendTag(field, wireType: 5)
    appendLittleEndian(value.bitPattern)
  }

  mutating func append(_ field: Int, _ text: String) { append(field, Array(text.utf8)) }

  mutating func append(_ field: Int, _ content: [UInt8]) {
    appendTag(field, wireType: 2)
    appendVarint(UInt64(content.count))
    bytes += content
  }

  /// A message within the message.
  mutating func append(_ field: Int, _ write: (inout ProtobufWriter) -> Void) {
    var message = ProtobufWriter()
    write(&message)
    append(field, message.bytes)
  }

  mutating func appendLittleEndian(_ word: UInt32) {
    for shift in stride(from: UInt32(0), to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
  }

  private mutating func appendTag(_ field: Int, wireType: Int) { appendVarint(UInt64(field << 3 | wireType)) }

  private mutating func appendVarint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
