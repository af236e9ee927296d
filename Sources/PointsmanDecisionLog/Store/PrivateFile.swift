internal import CPointsmanSQLite
internal import CPointsmanSystem

/// A file that its owner alone may read. SQLite gives its journals the mode of the file.
enum PrivateFile {
  /// Makes an empty file where there is none; one that is there stays as it is.
  static func create(_ path: String) throws(LogError) {
    guard !path.isEmpty else { throw .failed(path: "\"\"", reason: "it has no name; name a file") }
    // Safe: the path is NUL-terminated for the call.
    let file = unsafe pointsman_open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      // Safe: strerror returns a NUL-terminated string.
      throw .failed(path: path, reason: unsafe String(cString: strerror(pointsman_errno())).lowercased())
    }
    close(file)
  }
}
