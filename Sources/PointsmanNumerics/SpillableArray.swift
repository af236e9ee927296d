internal import CPointsmanSystem

/// A long immutable array, in memory or in a scratch file that is mapped; reading it is the same in both cases. A
/// `SpillableArrayWriter` makes one.
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

/// The bytes of `SpillableArray`: allocated, or a mapping of a file that has no name any more. Freed with the last reference.
///
/// Sendable though it holds a pointer: the bytes change only while one `SpillableArrayWriter` has the block to itself.
@safe @usableFromInline final class SpillableStorage: @unchecked Sendable {
  @usableFromInline let base: UnsafeMutableRawPointer
  let byteCount: Int
  private let isMapped: Bool
  /// Where the bytes in memory were reserved.
  private let scratch: Scratch?

  var bytes: UnsafeMutableRawBufferPointer { unsafe UnsafeMutableRawBufferPointer(start: base, count: byteCount) }

  init(allocating byteCount: Int) {
    // Safe: freed by deinit alone; without memory there is no going on.
    unsafe base = malloc(max(byteCount, 1))!
    (self.byteCount, isMapped, scratch) = (byteCount, false, nil)
  }

  /// Takes over memory that `malloc` gave. `byteCount` bytes of it were reserved with `scratch`.
  init(adopting base: UnsafeMutableRawPointer, byteCount: Int, of scratch: Scratch) {
    unsafe self.base = base
    (self.byteCount, isMapped, self.scratch) = (byteCount, false, scratch)
  }

  /// Maps a file for reading; nil where the system refuses.
  init?(mapping file: Int32, byteCount: Int) {
    let mapping = unsafe mmap(nil, max(byteCount, 1), PROT_READ, MAP_SHARED, file, 0)
    guard let mapping = unsafe mapping, unsafe mapping != pointsman_map_failed() else { return nil }
    unsafe base = mapping
    (self.byteCount, isMapped, scratch) = (byteCount, true, nil)
  }

  deinit {
    // Safe: nobody else refers to the block, and each kind is freed as it was made.
    if isMapped { unsafe _ = munmap(base, max(byteCount, 1)) } else { unsafe free(base) }
    scratch?.giveBack(byteCount)
  }

  func expect(_ range: Range<Int>) { advise(range, MADV_WILLNEED) }

  func release(_ range: Range<Int>) { advise(range, MADV_DONTNEED) }

  /// Advice on the whole pages in `range`; only a mapping wants any, and no advice changes what is read from it.
  private func advise(_ range: Range<Int>, _ advice: Int32) {
    let page = Int(getpagesize())
    let first = (range.lowerBound + page - 1) / page * page
    let end = range.upperBound / page * page
    guard isMapped, first < end else { return }
    // Safe: the pages lie inside the mapping, which is shared and read-only: what is dropped is still in the file.
    unsafe _ = madvise(base + first, end - first, advice)
  }
}
