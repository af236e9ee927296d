internal import CPointsmanSystem

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

  /// A file that is open already, and closed with the value.
  init(descriptor: Int32) { self.descriptor = descriptor }

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

  /// Bytes of a regular file, as far as the system tells.
  private var size: Int {
    var status = stat()
    // Safe: the call writes one stat.
    return unsafe fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
  }

  /// The most that is read of a file as a whole, unless a caller says less: 2 GiB. What has no end (/dev/zero, a pipe) would
  /// take all memory.
  package static let standardLimit = 2 << 30

  /// All of the file at `path`; more than `limit` bytes are a failure.
  ///
  /// - Parameter isExpected: says of the first bytes, 4096 where there are as many, if the rest is to be read; else they are
  ///   all that is returned.
  package static func contents(
    of path: String, limit: Int = standardLimit, isExpected: (ArraySlice<UInt8>) -> Bool = { _ in true }
  ) throws(FileFailure) -> [UInt8] {
    let file = try FileReader(path: path)
    let excess = FileFailure(
      reason: "it has more than \(limit >> 20) MiB, the most that is read of a file of its kind")
    guard file.size <= limit else { throw excess }
    var (bytes, chunk) = ([UInt8](), [UInt8](repeating: 0, count: 1 << 18))
    // What the system says may be false.
    bytes.reserveCapacity(min(file.size, 1 << 30))
    var isChecked = false
    while true {
      let count = try file.read(into: &chunk)
      if !isChecked, bytes.count + count >= 4096 || count == 0 {
        guard isExpected((bytes + chunk[..<count])[...]) else { return bytes + chunk[..<count] }
        isChecked = true
      }
      if count == 0 { return bytes }
      guard bytes.count + count <= limit else { throw excess }
      bytes += chunk[..<count]
    }
  }
}

// Safe: only a name for the system's function, where a method of the same name would hide it.
private let readBytes = unsafe read
