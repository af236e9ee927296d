/// Hands out a router file's tensors by name and shape, and knows which ones nobody asked for.
struct TensorReader {
  private let tensors: [String: Safetensors.Tensor]
  private var unread: Set<String>

  init(_ tensors: [String: Safetensors.Tensor]) {
    self.tensors = tensors
    unread = Set(tensors.keys)
  }

  mutating func floats(_ name: String, _ shape: [Int]) throws(RouterError) -> [Float] {
    try read(name, shape, .float32).floats!
  }

  mutating func integers(_ name: String, _ shape: [Int]) throws(RouterError) -> [Int16] {
    try read(name, shape, .int16).integers!
  }

  /// A tensor of bytes with one dimension, however long.
  mutating func bytes(_ name: String) throws(RouterError) -> [UInt8] {
    try read(name, [tensors[name]?.bytes.count ?? 0], .uint8).bytes
  }

  /// A tensor of bytes that a file may do without.
  mutating func bytesIfPresent(_ name: String, _ shape: [Int]) throws(RouterError) -> [UInt8]? {
    tensors[name] == nil ? nil : try read(name, shape, .uint8).bytes
  }

  /// Throws when a tensor was not asked for: a byte that means nothing has no place in the file.
  func checkAllRead() throws(RouterError) {
    if let name = unread.sorted().first {
      throw .malformed(fault: "its manifest does not call for tensor \"\(name)\"")
    }
  }

  private mutating func read(
    _ name: String, _ shape: [Int], _ type: Safetensors.ElementType
  ) throws(RouterError) -> Safetensors.Tensor {
    guard let tensor = tensors[name], tensor.shape == shape, tensor.type == type else {
      throw .malformed(fault: "tensor \"\(name)\" is missing, or not \(type.rawValue) of shape \(shape)")
    }
    unread.remove(name)
    return tensor
  }
}
