internal import PointsmanSupport

/// Hands out a router file's tensors by name and shape, and records which ones were not asked for.
package struct TensorReader {
  private let tensors: [String: Safetensors.Tensor]
  private var unread: Set<String>

  init(_ tensors: [String: Safetensors.Tensor]) {
    self.tensors = tensors
    unread = Set(tensors.keys)
  }

  /// The largest number that is read as a weight. Trained ones stay far below, and nothing that routing adds up of such
  /// numbers leaves what a Float can hold: of all sums, the squares of a prompt's n-grams come nearest.
  static let limit: Float = 1e9

  /// Finite numbers; unless they are in units of the caller's own, of at most ``limit``.
  mutating func floats(_ name: String, _ shape: [Int], isBounded: Bool = true) throws(RouterError) -> [Float] {
    let numbers = try read(name, shape, .float32).floats!
    let limit = isBounded ? Self.limit : .greatestFiniteMagnitude
    if let place = numbers.firstIndex(where: { !(abs($0) <= limit) }) {
      throw .malformed(
        fault: "number \(place) of tensor \"\(name)\" is \(numbers[place]), and at most \(limit) is computed with")
    }
    return numbers
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
