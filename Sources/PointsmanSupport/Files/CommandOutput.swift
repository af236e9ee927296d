internal import CPointsmanSystem

/// The output of another program.
package enum CommandOutput {
  /// Runs a program without input and waits for its end.
  ///
  /// - Parameters:
  ///   - arguments: The program's name, or its path, and its arguments; no shell reads them.
  ///   - limit: Bytes of output; more of it is a failure.
  ///
  /// Returns what it printed; nil where there is no such program, and where it ended with another status than 0.
  package static func bytes(of arguments: [String], limit: Int) throws(FileFailure) -> [UInt8]? {
    precondition(!arguments.isEmpty, "a command has a name")
    var words = unsafe arguments.map { unsafe strdup($0) } + [nil]
    defer { for index in unsafe words.indices { unsafe free(words[index]) } }
    var process: pid_t = 0
    // Safe: the words are NUL-terminated and end with NULL, and live until the call has returned.
    let output = unsafe words.withUnsafeMutableBufferPointer { unsafe pointsman_start($0.baseAddress!, &process) }
    guard output >= 0 else { return nil }
    let (bytes, failure) = drained(FileReader(descriptor: output), limit: limit)
    // Its pipe is closed by now, so that it ends where it has more to print.
    let status = pointsman_wait(process)
    if let failure { throw failure }
    return status == 0 ? bytes : nil
  }

  private static func drained(_ file: consuming FileReader, limit: Int) -> ([UInt8], FileFailure?) {
    var (bytes, chunk) = ([UInt8](), [UInt8](repeating: 0, count: 1 << 18))
    do throws(FileFailure) {
      while true {
        let count = try file.read(into: &chunk)
        if count == 0 { return (bytes, nil) }
        guard bytes.count + count <= limit else {
          return (bytes, FileFailure(reason: "it holds more than \(limit >> 30) GiB of rows"))
        }
        bytes += chunk[..<count]
      }
    } catch {
      return (bytes, error)
    }
  }
}
