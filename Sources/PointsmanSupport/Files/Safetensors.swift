/// A safetensors file in memory: named tensors, and strings beside them.
///
/// 8 bytes of header length, a JSON header, the tensors' bytes. The reader checks all that the format promises, and
/// never traps: no duplicate key, no unknown type, no hole, no overlap, no byte too many. Source: the format's README
/// and its Rust reader.
package struct Safetensors {
  package struct Tensor: Equatable {
    package let type: ElementType
    package let shape: [Int]
    /// Little-endian, row-major.
    package let bytes: [UInt8]

    package init(type: ElementType, shape: [Int], bytes: [UInt8]) {
      (self.type, self.shape, self.bytes) = (type, shape, bytes)
    }
  }

  /// The element types, of those that the format has, of router files, token tables and what these are made from.
  package enum ElementType: String {
    case uint8 = "U8"
    case int8 = "I8"
    case int16 = "I16"
    case float32 = "F32"
    case int64 = "I64"

    var size: Int {
      switch self {
      case .uint8, .int8: 1
      case .int16: 2
      case .float32: 4
      case .int64: 8
      }
    }
  }

  package var metadata: [String: String]
  package var tensors: [String: Tensor]

  /// The reference reader refuses longer headers, too.
  private static let maximumHeader = 100_000_000

  package init(metadata: [String: String], tensors: [String: Tensor]) {
    (self.metadata, self.tensors) = (metadata, tensors)
  }

  /// The file's bytes: keys in order, tensors in the order of their names, data from a 64-byte boundary on.
  package var bytes: [UInt8] {
    var members: [(key: String, value: JSONValue)] = [
      ("__metadata__", .object(metadata.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
    ]
    var data: [UInt8] = []
    for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
      let range = [data.count, data.count + tensor.bytes.count]
      members.append(
        (
          name,
          .object([
            ("dtype", .string(tensor.type.rawValue)), ("shape", .array(tensor.shape.map(JSONValue.integer))),
            ("data_offsets", .array(range.map(JSONValue.integer))),
          ])
        ))
      data += tensor.bytes
    }
    var header = Array(JSONValue.object(members).text.utf8)
    while (8 + header.count) % 64 != 0 { header.append(0x20) }
    return (0..<8).map { UInt8(truncatingIfNeeded: header.count >> ($0 * 8)) } + header + data
  }

  /// True if a file that begins with `bytes` may be safetensors: a length, and the header's first byte.
  package static func mayBegin(with bytes: ArraySlice<UInt8>) -> Bool {
    bytes.count > 8 && bytes[bytes.startIndex + 8] == UInt8(ascii: "{") && 1...UInt64(maximumHeader) ~= length(bytes)
  }

  private static func length(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
  }

  /// Reads a file's bytes. The header is read as what it must be, member by member: one that is anything else is refused
  /// where it first is, before it takes memory.
  package init(bytes: [UInt8]) throws(SafetensorsError) {
    guard bytes.count >= 8 else { throw SafetensorsError(fault: "it is shorter than 8 bytes") }
    let length = Self.length(bytes[...])
    guard length <= Self.maximumHeader, Int(length) <= bytes.count - 8 else {
      throw SafetensorsError(fault: "its header would reach past the end")
    }
    let start = 8 + Int(length)
    guard length > 0, bytes[8] == UInt8(ascii: "{") else {
      throw SafetensorsError(fault: "it has no safetensors header")
    }
    let header: SafetensorsHeader
    do {
      header = try SafetensorsHeader(Array(bytes[8..<start]))
    } catch {
      throw SafetensorsError(fault: "byte \(8 + error.offset) of the header has \(error.found), not \(error.expected)")
    }
    metadata = header.metadata
    tensors = [:]
    var ranges: [(begin: Int, end: Int)] = []
    for (name, entry) in header.entries {
      let tensor = try Self.tensor(name, entry, data: bytes[start...])
      ranges.append((entry.begin, entry.end))
      tensors[name] = tensor
    }
    var end = 0
    for range in ranges.sorted(by: { ($0.begin, $0.end) < ($1.begin, $1.end) }) {
      guard range.begin == end else {
        throw SafetensorsError(fault: "its tensors leave a hole or overlap at byte \(end)")
      }
      end = range.end
    }
    guard start + end == bytes.count else {
      throw SafetensorsError(fault: "its tensors end at byte \(start + end), the file at \(bytes.count)")
    }
  }

  private static func tensor(
    _ name: String, _ entry: SafetensorsHeader.Entry, data: ArraySlice<UInt8>
  ) throws(SafetensorsError) -> Tensor {
    guard let type = ElementType(rawValue: entry.type) else {
      throw SafetensorsError(fault: "tensor \"\(name)\" is of dtype \"\(entry.type)\", which is not read")
    }
    var size = type.size
    for dimension in entry.shape {
      let (product, overflow) = size.multipliedReportingOverflow(by: dimension)
      guard !overflow else { throw SafetensorsError(fault: "tensor \"\(name)\" has an impossible shape") }
      size = product
    }
    guard entry.begin <= entry.end, entry.end <= data.count, entry.end - entry.begin == size else {
      throw SafetensorsError(fault: "tensor \"\(name)\" has offsets that do not fit its shape or the file")
    }
    let bytes = Array(data[data.startIndex + entry.begin..<data.startIndex + entry.end])
    return Tensor(type: type, shape: entry.shape, bytes: bytes)
  }
}

/// The header of a safetensors file: strings, and an entry a tensor.
private struct SafetensorsHeader {
  var metadata: [String: String] = [:]
  var entries: [(name: String, entry: Entry)] = []

  struct Entry {
    let type: String
    let shape: [Int]
    /// Bytes of the data, none negative.
    let begin: Int
    let end: Int
  }

  init(_ bytes: [UInt8]) throws(JSONError) {
    var json = JSONReader(bytes)
    var object = try json.beginObject()
    while let name = try json.nextKey(&object) {
      guard name == "__metadata__" else {
        entries.append((name, try Self.entry(&json)))
        continue
      }
      var strings = try json.beginObject()
      while let key = try json.nextKey(&strings) { metadata[key] = try json.readString() }
    }
    try json.end()
  }

  private static func entry(_ json: inout JSONReader) throws(JSONError) -> Entry {
    var (type, shape, offsets): (String?, [Int]?, [Int]?)
    var object = try json.beginObject()
    while let key = try json.nextKey(&object) {
      switch key {
      case "dtype": type = try json.readString()
      case "shape": shape = try counts(&json)
      case "data_offsets": offsets = try counts(&json)
      default: throw JSONError(offset: json.offset, expected: "dtype, shape or data_offsets", found: "\"\(key)\"")
      }
    }
    guard let type, let shape, let offsets, offsets.count == 2 else {
      throw JSONError(
        offset: json.offset, expected: "a dtype, a shape and two data_offsets", found: "a tensor without")
    }
    return Entry(type: type, shape: shape, begin: offsets[0], end: offsets[1])
  }

  /// No tensor has more dimensions.
  private static let maximumRank = 64

  private static func counts(_ json: inout JSONReader) throws(JSONError) -> [Int] {
    var counts: [Int] = []
    try json.beginArray()
    while try json.nextElement(after: counts.count) {
      let start = json
      guard json.nextKind() == .number, let count = try json.readValue().integer, count >= 0,
        counts.count < maximumRank
      else {
        json = start
        throw json.fault(expected: "at most \(maximumRank) whole numbers of at least 0")
      }
      counts.append(count)
    }
    return counts
  }
}

extension Safetensors.Tensor {
  package init(shape: [Int], _ values: [Float]) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(values.count * 4)
    for value in values {
      for shift in stride(from: 0 as UInt32, to: 32, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: value.bitPattern >> shift))
      }
    }
    self.init(type: .float32, shape: shape, bytes: bytes)
  }

  package init(shape: [Int], _ values: [Int16]) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(values.count * 2)
    for value in values {
      let bits = UInt16(bitPattern: value)
      bytes.append(UInt8(truncatingIfNeeded: bits))
      bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
    }
    self.init(type: .int16, shape: shape, bytes: bytes)
  }

  /// The numbers of a tensor of type F32; nil for another type.
  package var floats: [Float]? {
    guard type == .float32 else { return nil }
    return stride(from: 0, to: bytes.count, by: 4).map { k in
      let low = UInt32(bytes[k]) | UInt32(bytes[k + 1]) << 8
      let high = UInt32(bytes[k + 2]) | UInt32(bytes[k + 3]) << 8
      return Float(bitPattern: low | high << 16)
    }
  }

  /// The numbers of a tensor of type I16; nil for another type.
  package var integers: [Int16]? {
    guard type == .int16 else { return nil }
    var values = [Int16](repeating: 0, count: bytes.count / 2)
    let source = bytes.span
    var target = values.mutableSpan
    for k in target.indices { target[k] = Int16(bitPattern: UInt16(source[2 * k]) | UInt16(source[2 * k + 1]) << 8) }
    return values
  }
}

/// Why bytes are not a safetensors file.
package struct SafetensorsError: Error, Equatable {
  /// A clause about the file, such as "its header would reach past the end".
  package let fault: String
}
