internal import CPointsmanSystem

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

  /// Takes over memory that `malloc` gave, of which `byteCount` bytes were reserved with `scratch`.
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
