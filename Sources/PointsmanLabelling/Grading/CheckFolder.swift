import Foundation
internal import PointsmanSupport
import Subprocess

/// The temporary folder of one check: its HOME, its TMPDIR, and what is prepared for it.
struct CheckFolder: Sendable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appending(path: "pointsman-check-\(UUID().uuidString)").path
    do {
      for name in ["home", "tmp", "work"] {
        try FileManager.default.createDirectory(
          atPath: "\(path)/\(name)", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      }
    } catch {
      throw LabellingError(path, "cannot be made", remedy: "name a folder with space in TMPDIR")
    }
  }

  /// Where tests and answers are put together.
  var work: String { path + "/work" }
  /// A file that shows that the sandbox started the check.
  var startedMark: String { path + "/started" }

  /// Variables that a check has of this program's environment, where they are set.
  private static let passed: Set<String> = ["PATH", "LANG", "LANGUAGE", "TZ"]

  /// The environment of a check: a few variables of this program's, those named, and folders of the check's own.
  func environment(passing names: [String]) -> [String: String] {
    var variables = ProcessInfo.processInfo.environment.filter {
      Self.passed.contains($0.key) || $0.key.hasPrefix("LC_") || names.contains($0.key)
    }
    if variables["PATH"] == nil { variables["PATH"] = "/usr/local/bin:/usr/bin:/bin" }
    variables["HOME"] = path + "/home"
    variables["TMPDIR"] = path + "/tmp"
    return variables
  }

  /// Writes a file in the folder, and the folders above it. Returns its path.
  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    let url = URL(filePath: path).appending(path: name)
    do {
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      if (try? FileManager.default.attributesOfItem(atPath: url.path)) != nil {
        try FileManager.default.removeItem(at: url)
      }
      try Data(text.utf8).write(to: url)
    } catch {
      throw LabellingError(url.path, "cannot be written", remedy: "make space in the folder for temporary files")
    }
    return url.path
  }

  /// Removes the folder with all that is in it.
  ///
  /// A check can leave folders that nobody may write to, and its last process may still write for a moment.
  func remove() throws {
    for attempt in 0..<20 {
      if attempt > 0 { usleep(10_000) }
      if (try? FileManager.default.removeItem(atPath: path)) != nil { return }
      guard FileManager.default.fileExists(atPath: path) else { return }
      for case let name as String in FileManager.default.enumerator(atPath: path) ?? .init() {
        let inner = "\(path)/\(name)"
        let kind = try? FileManager.default.attributesOfItem(atPath: inner)[.type] as? FileAttributeType
        guard kind == .typeDirectory else { continue }
        try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: inner)
      }
    }
    throw LabellingError(path, "was left by a check and cannot be removed", remedy: "remove it")
  }
}
