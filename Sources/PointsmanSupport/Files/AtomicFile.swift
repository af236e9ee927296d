internal import CPointsmanSystem
internal import Synchronization

/// Puts a file in place whole or not at all.
package enum AtomicFile {
  /// Writes `bytes` to `path`, replacing what is there: a reader sees the old file or the new one, never a part.
  ///
  /// The bytes go to a file of another name beside it, reach the disk, and take its name last. After an error that file
  /// is removed and `path` is as it was.
  package static func write(_ bytes: [UInt8], to path: String) throws(FileFailure) {
    var file = try AtomicFileWriter(path: path)
    try file.append(bytes)
    try file.commit()
  }

  /// Where the bytes for `path` are until all are there.
  package static func partialPath(for path: String) -> String { "\(path).\(getpid()).partial" }

  /// Files that writers of this process have begun, and not yet put in place or removed.
  static let partials = Mutex<Set<String>>([])

  /// Removes them, for a program that is about to end.
  package static func discardPartials() {
    partials.withLock { paths in
      for path in paths { unsafe unlink(path) }
    }
  }

  /// Checks that `write` could put a file at `path`, by making and removing the partial file.
  package static func check(_ path: String) throws(FileFailure) {
    let partial = partialPath(for: path)
    // Safe, here and below: paths are strings, NUL-terminated for the call.
    let file = unsafe pointsman_open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw .last }
    close(file)
    unsafe unlink(partial)
    // Opening a directory for writing is what fails; any other path may be missing.
    let existing = unsafe pointsman_open(path, O_WRONLY | O_CLOEXEC, 0)
    if existing < 0 && pointsman_errno() != ENOENT { throw .last }
    if existing >= 0 { close(existing) }
  }
}

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
