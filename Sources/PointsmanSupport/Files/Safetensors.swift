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

  package init(bytes: [UInt8]) throws(SafetensorsError) {
    guard bytes.count >= 8 else { throw SafetensorsError(fault: "it is shorter than 8 bytes") }
    let length = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= Self.maximumHeader, Int(length) <= bytes.count - 8 else {
      throw SafetensorsError(fault: "its header would reach past the end")
    }
    let start = 8 + Int(length)
    guard length > 0, bytes[8] == UInt8(ascii: "{") else {
      throw SafetensorsError(fault: "it has no safetensors header")
    }
    let header: JSONValue
    do {
      header = try JSONValue(parsing: Array(bytes[8..<start]))
    } catch {
      throw SafetensorsError(fault: "byte \(8 + error.offset) of the header has \(error.found), not \(error.expected)")
    }
    guard case .object(let members) = header else { throw SafetensorsError(fault: "its header is not an object") }
    metadata = [:]
    tensors = [:]
    var ranges: [(begin: Int, end: Int)] = []
    for (name, value) in members {
      if name == "__metadata__" {
        guard case .object(let strings) = value else { throw SafetensorsError(fault: "its metadata is not an object") }
        for (key, value) in strings {
          guard let string = value.string else { throw SafetensorsError(fault: "metadata \"\(key)\" is no string") }
          metadata[key] = string
        }
        continue
      }
      let (tensor, begin) = try Self.tensor(name, value, data: bytes[start...])
      ranges.append((begin, begin + tensor.bytes.count))
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
    _ name: String, _ value: JSONValue, data: ArraySlice<UInt8>
  ) throws(SafetensorsError) -> (tensor: Tensor, begin: Int) {
    guard case .object(let members) = value, members.count == 3,
      let type = value["dtype"]?.string.flatMap(ElementType.init),
      let shape = value["shape"]?.array, let offsets = value["data_offsets"]?.array,
      offsets.count == 2, let begin = offsets[0].integer, let end = offsets[1].integer
    else {
      throw SafetensorsError(fault: "tensor \"\(name)\" is not described by a known dtype, a shape and data_offsets")
    }
    var size = type.size
    for dimension in shape {
      guard let dimension = dimension.integer, dimension >= 0 else {
        throw SafetensorsError(fault: "tensor \"\(name)\" has an invalid shape")
      }
      let (product, overflow) = size.multipliedReportingOverflow(by: dimension)
      guard !overflow else { throw SafetensorsError(fault: "tensor \"\(name)\" has an impossible shape") }
      size = product
    }
    guard begin >= 0, begin <= end, end <= data.count, end - begin == size else {
      throw SafetensorsError(fault: "tensor \"\(name)\" has offsets that do not fit its shape or the file")
    }
    let bytes = Array(data[data.startIndex + begin..<data.startIndex + end])
    return (Tensor(type: type, shape: shape.compactMap(\.integer), bytes: bytes), begin)
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
