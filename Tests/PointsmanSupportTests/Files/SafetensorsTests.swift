import Testing

@testable import PointsmanSupport

@Suite("Safetensors")
struct SafetensorsTests {
  private let small = Safetensors(
    metadata: ["b": "é\n", "a": "1"],
    tensors: [
      "weights": .init(shape: [2, 3], [1, -2, 0.5, .leastNonzeroMagnitude, 3e38, -0.0] as [Float]),
      "counts": .init(shape: [3], [.min, -1, .max] as [Int16]), "none": .init(shape: [0, 7], [] as [Float]),
      "scalar": .init(shape: [], [7] as [Float]),
    ])

  @Test("What was written is read: names, shapes, numbers to the bit, metadata")
  func roundTrip() throws {
    let read = try Safetensors(bytes: small.bytes)
    #expect(read.metadata == small.metadata)
    #expect(read.tensors == small.tensors)
    #expect(read.tensors["weights"]?.floats?.map(\.bitPattern) == small.tensors["weights"]?.floats?.map(\.bitPattern))
    #expect(read.tensors["weights"]?.floats?.last?.sign == .minus)
    #expect(read.tensors["counts"]?.integers == [.min, -1, .max])
    #expect(read.tensors["counts"]?.floats == nil && read.tensors["weights"]?.integers == nil)
    #expect(read.bytes == small.bytes)
  }

  @Test("The bytes are the format's: header length, keys in order, spaces to a 64-byte boundary, little-endian numbers")
  func canonical() {
    let file = Safetensors(
      metadata: ["k": "v"], tensors: ["b": .init(shape: [1], [-2] as [Int16]), "a": .init(shape: [1], [1] as [Float])])
    let header =
      #"{"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"#
      + #""b":{"dtype":"I16","shape":[1],"data_offsets":[4,6]}}"#
    let padded = Array(header.utf8) + [UInt8](repeating: 0x20, count: 184 - header.utf8.count)
    #expect(file.bytes == [184, 0, 0, 0, 0, 0, 0, 0] + padded + [0, 0, 0x80, 0x3f, 0xfe, 0xff])
  }

  @Test("Data starts on a 64-byte boundary, whatever the header's length", arguments: 0..<70)
  func alignment(length: Int) throws {
    let file = Safetensors(
      metadata: ["k": String(repeating: "x", count: length)], tensors: ["a": .init(shape: [1], [1] as [Float])])
    let bytes = file.bytes
    #expect((bytes.count - 4) % 64 == 0)
    #expect(Int(bytes[0]) + Int(bytes[1]) << 8 == bytes.count - 12)
    #expect(try Safetensors(bytes: bytes).tensors == file.tensors)
  }

  @Test("A file without padding, and one of tensors in another order, are read: the format allows them")
  func foreign() throws {
    let header =
      #" "z":{"shape":[1],"data_offsets":[0,4],"dtype":"F32"} , "a":{"dtype":"I16","shape":[1],"data_offsets":[4,6]} }"#
    let file = try Safetensors(bytes: Self.file("{" + header, data: [0, 0, 0x80, 0x3f, 5, 0]))
    #expect(file.tensors["z"]?.floats == [1])
    #expect(file.tensors["a"]?.integers == [5])
    #expect(file.metadata == [:])
    #expect(try Safetensors(bytes: Self.file("{}", data: [])).tensors == [:])
  }

  @Test("A file cut at any length, or a byte longer, is refused")
  func truncated() {
    let bytes = small.bytes
    for length in bytes.indices {
      #expect(throws: SafetensorsError.self, "cut at \(length)") { try Safetensors(bytes: Array(bytes[..<length])) }
    }
    #expect(throws: SafetensorsError.self) { try Safetensors(bytes: bytes + [0]) }
  }

  @Test("No altered byte traps", arguments: [0x01, 0x04, 0x10, 0x80, 0xff] as [UInt8])
  func altered(mask: UInt8) {
    let bytes = small.bytes
    for index in bytes.indices {
      var altered = bytes
      altered[index] ^= mask
      // A name or a number of the data may change unseen: the router's digest is what tells.
      guard let file = try? Safetensors(bytes: altered) else { continue }
      #expect(file.tensors != small.tensors || file.metadata != small.metadata)
    }
  }

  static func file(_ header: String, data: [UInt8]) -> [UInt8] {
    let text = Array(header.utf8)
    return (0..<8).map { UInt8(truncatingIfNeeded: text.count >> ($0 * 8)) } + text + data
  }
}
