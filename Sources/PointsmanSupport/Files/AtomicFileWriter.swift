internal import CPointsmanSystem
internal import Synchronization

/// A file written piece by piece, which takes its name when it is whole: nothing is at `path` until `commit`.
package struct AtomicFileWriter: ~Copyable {
  private let path: String
  private let partial: String
  private let file: Int32
  private var buffer: [UInt8] = []
  private var isCommitted = false

  private static let bufferSize = 1 << 18

  package init(path: String) throws(FileFailure) {
    self.path = path
    partial = AtomicFile.partialPath(for: path)
    file = AtomicFile.partials.withLock { [partial] partials in
      // Safe, here and below: paths are strings, NUL-terminated for the call.
      let file = unsafe pointsman_open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
      if file >= 0 { partials.insert(partial) }
      return file
    }
    guard file >= 0 else { throw .last }
  }

  deinit {
    close(file)
    if !isCommitted { unsafe unlink(partial) }
    AtomicFile.partials.withLock { [partial] in _ = $0.remove(partial) }
  }

  package mutating func append(_ bytes: some Sequence<UInt8>) throws(FileFailure) {
    buffer.append(contentsOf: bytes)
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Has all bytes reach the disk, and puts the file in its place.
  package mutating func commit() throws(FileFailure) {
    try flush()
    guard fsync(file) == 0, unsafe rename(partial, path) == 0 else { throw .last }
    isCommitted = true
  }

  private mutating func flush() throws(FileFailure) {
    var written = 0
    while written < buffer.count {
      // Safe: the pointer is good for the rest of the array, which is as long as the count given.
      let count = unsafe buffer.withUnsafeBytes {
        unsafe systemWrite(file, $0.baseAddress! + written, $0.count - written)
      }
      if count < 0 && pointsman_errno() != EINTR { throw .last }
      written += max(0, count)
    }
    buffer.removeAll(keepingCapacity: true)
  }
}

// Safe: only a name for the system's function, which a method could hide.
private let systemWrite = unsafe write
