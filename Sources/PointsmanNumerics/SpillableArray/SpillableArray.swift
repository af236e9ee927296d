/// A long array that is read and never changed, in memory or in a scratch file that is mapped: who reads it cannot tell
/// which. A `SpillableArrayWriter` makes one.
public struct SpillableArray<Element: BitwiseCopyable & Sendable>: RandomAccessCollection, Sendable {
  @usableFromInline let block: SpillableStorage
  public let count: Int

  /// A copy of `elements`, in memory.
  public init(_ elements: some Collection<Element>) {
    let block = SpillableStorage(allocating: elements.count * MemoryLayout<Element>.stride)
    // Safe: the block has room for as many elements as the collection says it has, which initialize checks.
    let (_, written) = unsafe block.bytes.bindMemory(to: Element.self).initialize(from: elements)
    precondition(written == elements.count)
    self.init(block: block, count: elements.count)
  }

  init(block: SpillableStorage, count: Int) {
    precondition(count * MemoryLayout<Element>.stride <= block.byteCount)
    (self.block, self.count) = (block, count)
  }

  @inlinable public var startIndex: Int { 0 }
  @inlinable public var endIndex: Int { count }

  @inlinable public subscript(index: Int) -> Element {
    precondition(index >= 0 && index < count)
    // Safe: the block holds `count` elements, and lives as long as this value.
    return unsafe block.base.load(fromByteOffset: index * MemoryLayout<Element>.stride, as: Element.self)
  }

  /// The elements for as long as `body` runs.
  @inlinable func withElements<Value>(_ body: (UnsafeBufferPointer<Element>) -> Value) -> Value {
    // Safe: as above.
    unsafe body(UnsafeBufferPointer(start: block.base.assumingMemoryBound(to: Element.self), count: count))
  }

  /// Says that the elements of `range` are about to be read: where they are on disk, reading begins.
  public func expect(_ range: Range<Int>) { block.expect(bytes(range)) }

  /// Says that the elements of `range` will not be read for a while: where they are on disk, memory is free of them.
  public func release(_ range: Range<Int>) { block.release(bytes(range)) }

  private func bytes(_ range: Range<Int>) -> Range<Int> {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    let stride = MemoryLayout<Element>.stride
    return range.lowerBound * stride..<range.upperBound * stride
  }
}
