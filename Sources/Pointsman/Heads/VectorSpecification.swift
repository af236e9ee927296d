/// Which vectors a router's block is made for: only these will do.
public struct VectorSpecification: Sendable, Hashable, CustomStringConvertible {
  /// The encoder's block or the caller's own.
  public let block: Block
  /// What must have made the vector.
  public let source: VectorSource
  /// How many numbers a vector has.
  public let dimension: Int

  /// nil unless the dimension is at least 1.
  package init?(block: Block, source: VectorSource, dimension: Int) {
    guard dimension > 0 else { return nil }
    (self.block, self.source, self.dimension) = (block, source, dimension)
  }

  /// Block, source and dimension in words.
  public var description: String { "\(block.rawValue) vector \(source) of \(dimension) numbers" }

  /// The values of the vector that `prompt` brings for the block.
  ///
  /// Throws when it has none, or one of another source, dimension, or with a number that is not finite. A vector whose
  /// source is not stated is held to the rest.
  package func values(of prompt: Prompt) throws(RouterError) -> [Float] {
    guard let vector = prompt.vectors[block] else { throw .missingVector(needed: self) }
    if let source = vector.source, source != self.source {
      throw .mismatchedVector(needed: self, found: "one of \(source)")
    }
    guard vector.values.count == dimension else {
      throw .mismatchedVector(needed: self, found: "one of \(vector.values.count) numbers")
    }
    if let place = vector.values.firstIndex(where: { !$0.isFinite }) {
      throw .mismatchedVector(needed: self, found: "one whose number \(place + 1) is \(vector.values[place])")
    }
    return vector.values
  }
}
