internal import CPointsmanSystem
internal import PointsmanSupport

/// Makes `SpillableArray`, appending to them: in memory while `scratch` has room, then in a file, with what was in memory
/// before.
///
/// Sendable though it changes: no two threads may call it at a time, as `concurrentReduce` makes sure of what it
/// combines into.
@safe public final class SpillableArrayWriter<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  private let scratch: Scratch
  private var count = 0
  /// The elements in memory. `capacity` bytes are reserved with `scratch`.
  private var base: UnsafeMutableRawPointer?
  private var capacity = 0
  /// The file that all is in, once there is one.
  private var file: Int32?

  /// With room for `count` elements, where they are known to become as many.
  public init(_ scratch: Scratch, reserving count: Int = 0) throws(ScratchError) {
    self.scratch = scratch
    unsafe base = nil
    try makeRoom(count * MemoryLayout<Element>.stride)
  }

  deinit {
    // Safe: `finish` hands both over and leaves none behind.
    unsafe free(base)
    scratch.giveBack(capacity)
    if let file { close(file) }
  }

  public func append(_ elements: [Element]) throws(ScratchError) {
    let start = count * MemoryLayout<Element>.stride
    let size = elements.count * MemoryLayout<Element>.stride
    if file == nil, start + size > capacity { try makeRoom(max(start + size, min(2 * capacity, capacity + Self.step))) }
    let failure: ScratchError? = unsafe elements.withUnsafeBytes { bytes in
      if file != nil { return unsafe write(bytes) }
      // Safe: start + size ≤ capacity.
      if size > 0 { unsafe base!.advanced(by: start).copyMemory(from: bytes.baseAddress!, byteCount: size) }
      return nil
    }
    if let failure { throw failure }
    count += elements.count
  }

  /// All that was appended; the writer is empty afterwards.
  public func finish() throws(ScratchError) -> SpillableArray<Element> {
    let size = count * MemoryLayout<Element>.stride
    defer { count = 0 }
    if let open = file {
      guard let block = SpillableStorage(mapping: open, byteCount: size) else { throw failure() }
      close(open)
      file = nil
      return SpillableArray(block: block, count: count)
    }
    guard let memory = unsafe base else { return SpillableArray([]) }
    let block = unsafe SpillableStorage(adopting: memory, byteCount: capacity, of: scratch)
    unsafe base = nil
    capacity = 0
    return SpillableArray(block: block, count: count)
  }

  /// By how much memory grows at most beyond what is needed: 64 MiB are little beside what is worth a file.
  private static var step: Int { 64 << 20 }

  /// Makes `bytes` bytes in memory, or moves to a file.
  private func makeRoom(_ bytes: Int) throws(ScratchError) {
    guard bytes > capacity else { return }
    if scratch.reserve(bytes - capacity) {
      // Safe: realloc moves what is there; nobody else refers to it. Large blocks move without a copy.
      guard let memory = unsafe realloc(base, bytes) else {
        scratch.giveBack(bytes - capacity)
        throw failure()
      }
      unsafe base = memory
      capacity = bytes
      return
    }
    var name = Array("\(scratch.folder)/pointsman-XXXXXX".utf8CString)
    let open = unsafe mkstemp(&name)
    guard open >= 0 else { throw failure() }
    file = open
    unsafe _ = unlink(name)
    // Safe: `count` elements are at `base`.
    let written = unsafe write(UnsafeRawBufferPointer(start: base, count: count * MemoryLayout<Element>.stride))
    unsafe free(base)
    unsafe base = nil
    scratch.giveBack(capacity)
    capacity = 0
    if let written { throw written }
  }

  /// Appends to the file; what went wrong, if anything.
  private func write(_ bytes: UnsafeRawBufferPointer) -> ScratchError? {
    var done = 0
    while done < bytes.count {
      // Safe: the rest of the buffer.
      let count = unsafe posixWrite(file!, bytes.baseAddress! + done, bytes.count - done)
      if count < 0 && pointsman_errno() == EINTR { continue }
      guard count > 0 else { return failure() }
      done += count
    }
    scratch.countWritten(bytes.count)
    return nil
  }

  private func failure() -> ScratchError {
    ScratchError(folder: scratch.folder, reason: unsafe String(cString: strerror(pointsman_errno())).lowercased())
  }
}

/// `write` by another name: the writer's own method hides it.
private func posixWrite(_ file: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
  unsafe write(file, bytes, count)
}
