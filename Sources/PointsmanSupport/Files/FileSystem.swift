internal import CPointsmanSystem
internal import Synchronization

/// Why the system refused to read or write, in its own words.
package struct FileFailure: Error, Equatable {
  package let reason: String

  package init(reason: String) {
    self.reason = reason
  }

  static var last: FileFailure {
    // Safe: strerror returns a NUL-terminated string.
    FileFailure(reason: unsafe String(cString: strerror(pointsman_errno())).lowercased())
  }
}

/// A file open for reading; "-" is the standard input.
package struct FileReader: ~Copyable {
  private let descriptor: Int32

  package init(path: String) throws(FileFailure) {
    if path == "-" {
      descriptor = STDIN_FILENO
      return
    }
    var opened: Int32
    // A signal interrupts the opening of a pipe. Safe: the path is a string, NUL-terminated for the call.
    repeat {
      opened = unsafe pointsman_open(path, O_RDONLY | O_CLOEXEC, 0)
    } while opened < 0 && pointsman_errno() == EINTR
    guard opened >= 0 else { throw .last }
    descriptor = opened
  }

  deinit {
    if descriptor != STDIN_FILENO { close(descriptor) }
  }

  /// Fills `buffer` from its start and returns how many bytes came: 0 at the end of the file.
  package func read(into buffer: inout [UInt8]) throws(FileFailure) -> Int {
    while true {
      // Safe: the call writes at most buffer.count bytes to buffer.
      let count = unsafe buffer.withUnsafeMutableBytes { unsafe readBytes(descriptor, $0.baseAddress!, $0.count) }
      if count >= 0 { return count }
      if pointsman_errno() == EISDIR { throw FileFailure(reason: "it is a directory") }
      if pointsman_errno() != EINTR { throw .last }
    }
  }

  /// Bytes of a regular file, as far as the system tells; of what may be false, a gibibyte at most.
  private var size: Int {
    var status = stat()
    // Safe: the call writes one stat.
    return unsafe fstat(descriptor, &status) == 0 ? min(Int(status.st_size), 1 << 30) : 0
  }

  /// All of the file at `path`.
  package static func contents(of path: String) throws(FileFailure) -> [UInt8] {
    let file = try FileReader(path: path)
    var (bytes, chunk) = ([UInt8](), [UInt8](repeating: 0, count: 1 << 18))
    bytes.reserveCapacity(file.size)
    while true {
      let count = try file.read(into: &chunk)
      if count == 0 { return bytes }
      bytes += chunk[..<count]
    }
  }
}

// Safe: only a name for the system's function, where a method of the same name would hide it.
private let readBytes = unsafe read

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
