internal import CPointsmanSystem
internal import Synchronization

/// Room for long arrays: memory, and beyond a limit files on disk.
///
/// A file has its name taken away as soon as it is there, so that nothing is left of it however the program ends. What
/// is computed from `SpillableArray` does not depend on where they are.
public final class Scratch: Sendable {
  /// Bytes that the arrays may take in memory together.
  public let limit: Int
  /// The folder of the files.
  public let folder: String
  private let held = Atomic<Int>(0)
  private let written = Atomic<Int>(0)

  public init(limit: Int = .max, folder: String = Scratch.usualFolder) {
    (self.limit, self.folder) = (limit, folder)
  }

  /// $TMPDIR, or /var/tmp: /tmp is memory on many systems.
  public static var usualFolder: String {
    // Safe: a string of the environment, which this program never changes.
    guard let folder = unsafe getenv("TMPDIR"), unsafe folder[0] != 0 else { return "/var/tmp" }
    return unsafe String(cString: folder)
  }

  /// Bytes written to files so far.
  public var bytesWritten: Int { written.load(ordering: .relaxed) }

  /// The result of `body` in memory without limit, where nothing can fail.
  public static func unlimited<Value>(_ body: (Scratch) throws(ScratchError) -> Value) -> Value {
    do throws(ScratchError) {
      return try body(Scratch())
    } catch {
      preconditionFailure("nothing is written to disk where memory has no limit: \(error)")
    }
  }

  /// True if `bytes` more fit in memory; if so they are taken.
  func reserve(_ bytes: Int) -> Bool {
    let (before, after) = held.add(bytes, ordering: .relaxed)
    if after <= limit { return true }
    held.subtract(after - before, ordering: .relaxed)
    return false
  }

  func giveBack(_ bytes: Int) { held.subtract(bytes, ordering: .relaxed) }

  func countWritten(_ bytes: Int) { written.add(bytes, ordering: .relaxed) }
}

/// Why numbers that memory has no room for could not be put on disk.
public struct ScratchError: Error, Equatable, CustomStringConvertible {
  public let folder: String
  /// In the system's words.
  public let reason: String

  public init(folder: String, reason: String) {
    (self.folder, self.reason) = (folder, reason)
  }

  public var description: String {
    "\(folder): a scratch file cannot be written, \(reason); set TMPDIR to a folder with more room, or give training more memory"
  }
}
