/// A network in the making: nodes in the order in which they compute, and the constants they read. Values are named by
/// what comes in or goes out, or by number.
///
/// Field numbers are those of onnx.proto3.
struct ONNXGraph {
  private var nodes: [[UInt8]] = []
  private var constants: [[UInt8]] = []
  private var inputs: [[UInt8]] = []
  private var outputs: [[UInt8]] = []
  private var values = 0

  private enum ElementType {
    static let float = 1
    static let int64 = 7
  }

  /// An input of any number of rows.
  mutating func input(_ name: String, columns: Int) -> String {
    inputs.append(Self.value(name, columns: columns))
    return name
  }

  /// Has `value` come out under `name`.
  mutating func output(_ name: String, columns: Int, from value: String) {
    append("Identity", [value], output: name, attributes: [])
    outputs.append(Self.value(name, columns: columns))
  }

  mutating func constant(_ values: [Float], shape: [Int]) -> String {
    var data = ProtobufWriter()
    for value in values { data.appendLittleEndian(value.bitPattern) }
    return constant(type: ElementType.float, shape: shape, data: data.bytes)
  }

  mutating func constant(_ index: Int) -> String {
    var data = ProtobufWriter()
    data.appendLittleEndian(UInt32(index))
    data.appendLittleEndian(0)
    return constant(type: ElementType.int64, shape: [1], data: data.bytes)
  }

  /// The value that an operator makes of `arguments`; attributes are whole numbers.
  mutating func apply(_ kind: String, _ arguments: String..., attributes: [(name: String, value: Int)] = []) -> String {
    apply(kind, arguments, attributes: attributes)
  }

  mutating func apply(_ kind: String, _ arguments: [String], attributes: [(name: String, value: Int)]) -> String {
    let name = nextName()
    append(kind, arguments, output: name, attributes: attributes)
    return name
  }

  /// A GraphProto.
  var bytes: [UInt8] {
    var graph = ProtobufWriter()
    for node in nodes { graph.append(1, node) }
    graph.append(2, "pointsman")
    for constant in constants { graph.append(5, constant) }
    for input in inputs { graph.append(11, input) }
    for output in outputs { graph.append(12, output) }
    return graph.bytes
  }

  private mutating func nextName() -> String {
    values += 1
    return "v\(values)"
  }

  private mutating func append(
    _ kind: String, _ arguments: [String], output: String, attributes: [(name: String, value: Int)]
  ) {
    var node = ProtobufWriter()
    for argument in arguments { node.append(1, argument) }
    node.append(2, output)
    node.append(4, kind)
    for (name, value) in attributes {
      node.append(5) { attribute in
        attribute.append(1, name)
        attribute.append(3, value)
        // AttributeProto.INT
        attribute.append(20, 2)
      }
    }
    nodes.append(node.bytes)
  }

  private mutating func constant(type: Int, shape: [Int], data: [UInt8]) -> String {
    let name = nextName()
    var tensor = ProtobufWriter()
    for dimension in shape { tensor.append(1, dimension) }
    tensor.append(2, type)
    tensor.append(8, name)
    tensor.append(9, data)
    constants.append(tensor.bytes)
    return name
  }

  /// A ValueInfoProto: rows of floats, as many as the caller likes.
  private static func value(_ name: String, columns: Int) -> [UInt8] {
    var value = ProtobufWriter()
    value.append(1, name)
    value.append(2) { type in
      type.append(1) { tensor in
        tensor.append(1, ElementType.float)
        tensor.append(2) { shape in
          shape.append(1) { $0.append(2, "prompts") }
          shape.append(1) { $0.append(1, columns) }
        }
      }
    }
    return value.bytes
  }
}

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
