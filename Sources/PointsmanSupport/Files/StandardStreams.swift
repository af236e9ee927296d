internal import CPointsmanSystem

/// The standard streams of a program. No call traps where a stream cannot be written.
package enum StandardStreams {
  /// Opens the streams that the caller closed, for nothing but errors: else a file that the program opens could take
  /// their number, and get what is written to them.
  package static func occupy() {
    for stream in STDIN_FILENO...STDERR_FILENO where pointsman_is_closed(stream) != 0 {
      // The lowest free number is this one. Reading fails where it is the input, writing where it is an output.
      // Safe: the path is a constant string.
      _ = unsafe pointsman_open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY, 0)
    }
  }

  /// Adds `text` to the standard output, in the order of the calls. It may be kept back until `flush`.
  package static func write(_ text: String) throws(FileFailure) {
    var text = text
    let isWritten = text.withUTF8 { bytes in
      // Safe: the pointer is good for as many bytes as the count says.
      unsafe pointsman_print(bytes.baseAddress, bytes.count) != 0
    }
    guard isWritten else { throw .last }
  }

  /// Hands all of the standard output over to the system.
  package static func flush() throws(FileFailure) {
    guard pointsman_flush() != 0 else { throw .last }
  }

  /// Writes `text` to the standard error, where that can be: a full disk, or a reader that has gone, ends no work.
  package static func warn(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      // Safe: as above.
      let count = unsafe bytes.withUnsafeBytes { unsafe pointsman_warn($0.baseAddress, $0.count) }
      guard count > 0 else { return }
      bytes = bytes.dropFirst(count)
    }
  }
}
