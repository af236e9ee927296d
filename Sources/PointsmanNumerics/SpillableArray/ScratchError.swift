/// Why numbers that memory has no room for could not be put on disk.
public struct ScratchError: Error, Equatable, CustomStringConvertible {
  public let folder: String
  /// In the system's words.
  public let reason: String

  public init(folder: String, reason: String) {
    (self.folder, self.reason) = (folder, reason)
  }

  public var description: String {
    "\(folder): a scratch file cannot be written, \(reason); set TMPDIR to a folder with more room, or give training more --memory"
  }
}
