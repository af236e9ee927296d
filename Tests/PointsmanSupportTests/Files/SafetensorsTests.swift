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

@Suite("Hostile safetensors")
struct HostileSafetensorsTests {
  /// Headers over 8 bytes of data, in which "a" is F32 of 1 number at 0, and "b" at 4, unless it says otherwise.
  @Test(
    "A header that breaks a rule is refused",
    arguments: [
      ("no header", ""), ("not JSON", "x"), ("an array", "[]"), ("space first", #" {"a":A,"b":B}"#),
      ("never ends", #"{"a":A,"b":B"#), ("text after it", #"{"a":A,"b":B}{}"#),
      ("a NUL after it", "{\"a\":A,\"b\":B}\u{0}"),
      ("a duplicate tensor", #"{"a":A,"a":B}"#), ("a duplicate member", #"{"a":A,"b":{"dtype":"F32",BODY}}"#),
      ("duplicate metadata", #"{"__metadata__":{},"__metadata__":{},"a":A,"b":B}"#),
      ("metadata no object", #"{"__metadata__":[],"a":A,"b":B}"#),
      ("metadata no string", #"{"__metadata__":{"k":1},"a":A,"b":B}"#),
      ("a hole at the start", #"{"b":B}"#), ("a hole at the end", #"{"a":A}"#), ("nothing said of the data", "{}"),
      (
        "an overlap",
        #"{"a":A,"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]},"c":{"dtype":"I16","shape":[1],"data_offsets":[6,8]}}"#
      ),
      ("the same bytes twice", #"{"a":A,"b":B,"c":B}"#),
      (
        "an empty one inside another",
        #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[0],"data_offsets":[3,3]}}"#
      ),
      ("a tensor no object", #"{"a":A,"b":4}"#), ("a member too many", #"{"a":A,"b":{BODY,"x":1}}"#),
      ("a member missing", #"{"a":A,"b":{"dtype":"F32","data_offsets":[4,8]}}"#),
      ("nesting without end", "{\"a\":" + String(repeating: "[", count: 100_000)),
    ])
  func header(name: String, template: String) {
    let body = #""dtype":"F32","shape":[1],"data_offsets":[4,8]"#
    let header = template.replacing("A", with: #"{"dtype":"F32","shape":[1],"data_offsets":[0,4]}"#)
      .replacing("BODY", with: body).replacing("B", with: "{\(body)}")
    #expect(throws: SafetensorsError.self) {
      try Safetensors(bytes: SafetensorsTests.file(header, data: [UInt8](repeating: 0, count: 8)))
    }
  }

  @Test(
    "A tensor that breaks a rule is refused",
    arguments: [
      (#""F16""#, "[4]", "[0,8]"), (#""F64""#, "[1]", "[0,8]"), (#""f32""#, "[2]", "[0,8]"), ("32", "[2]", "[0,8]"),
      (#""F32""#, "2", "[0,8]"), (#""F32""#, "[2.0]", "[0,8]"), (#""F32""#, "[-2]", "[0,8]"),
      (#""F32""#, "[-1,-2]", "[0,8]"),
      (#""F32""#, #"["2"]"#, "[0,8]"), (#""F32""#, "[null,2]", "[0,8]"), (#""F32""#, "[3]", "[0,8]"),
      (#""F32""#, "[]", "[0,8]"),
      (#""F32""#, "[4611686018427387904]", "[0,8]"), (#""F32""#, "[4294967296,4294967296,2]", "[0,8]"),
      (#""F32""#, "[9223372036854775807,3]", "[0,8]"), (#""F32""#, "[99999999999999999999]", "[0,8]"),
      (#""F32""#, "[2]", "[0]"), (#""F32""#, "[2]", "[0,8,8]"), (#""F32""#, "[2]", "[0,null,8]"),
      (#""F32""#, "[2]", "[0,8.0]"),
      (#""F32""#, "[2]", "[8,0]"), (#""F32""#, "[2]", "[-8,0]"), (#""F32""#, "[3]", "[0,12]"), (#""F32""#, "[2]", "8"),
      (#""F32""#, "[2]", "[9223372036854775800,9223372036854775807]"),
      (#""F32""#, "[2]", "[-9223372036854775808,9223372036854775807]"), (#""F32""#, "[0]", "[8,8]"),
    ])
  func tensor(type: String, shape: String, offsets: String) {
    let header = #"{"a":{"dtype":\#(type),"shape":\#(shape),"data_offsets":\#(offsets)}}"#
    #expect(throws: SafetensorsError.self) {
      try Safetensors(bytes: SafetensorsTests.file(header, data: [UInt8](repeating: 0, count: 8)))
    }
  }

  @Test(
    "A header length past the file, or past what the format allows, is refused before anything is read",
    arguments: [0, 1, 3, 100, 100_000_000, 100_000_001, 1 << 31, 1 << 32, 1 << 62, 1 << 63, .max - 7, .max] as [UInt64])
  func headerLength(length: UInt64) {
    let bytes = (0..<8).map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) } + Array("{}".utf8)
    #expect(throws: SafetensorsError.self) { try Safetensors(bytes: bytes) }
  }

  @Test("A header that is not UTF-8 is refused")
  func invalidUTF8() {
    let bytes: [UInt8] = [8, 0, 0, 0, 0, 0, 0, 0] + Array(#"{""#.utf8) + [0xc3, 0x28] + Array(#"":1}"#.utf8)
    #expect(throws: SafetensorsError.self) { try Safetensors(bytes: bytes) }
  }
}
