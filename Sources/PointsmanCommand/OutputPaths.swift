import Foundation
internal import PointsmanSupport
import Synchronization

/// The files that a command writes, each with its option, held against each other and against the files that it reads.
struct OutputPaths {
  private var named: [(option: String, path: String, identity: FileIdentity?)] = []

  /// Throws where two outputs are one file, or one of them is among `inputs`, by whatever name: the command would lose
  /// what it reads, or one of its results. Outputs of nil are not asked for.
  ///
  /// Call it before the work. An output that is the standard output gets it for itself.
  static func check(_ outputs: KeyValuePairs<String, String?>, reading inputs: [String?]) throws {
    var paths = OutputPaths()
    for (option, path) in outputs {
      guard let path else { continue }
      try paths.add(option, path)
    }
    for input in inputs.compactMap(\.self) { try paths.check(input: input) }
    if paths.named.contains(where: { FileIdentity.isOpenFile($0.path, STDOUT_FILENO) }) {
      Results.isTaken.withLock { $0 = true }
    }
  }

  private mutating func add(_ option: String, _ path: String) throws {
    let identity = FileIdentity(of: path)
    if let identity, let other = named.first(where: { $0.identity == identity }) {
      throw Failure(description: "\(path): \(other.option) and \(option) name one file; name another for one of them")
    }
    named.append((option, path, identity))
  }

  private func check(input: String) throws {
    guard let identity = FileIdentity(of: input), let output = named.first(where: { $0.identity == identity }) else {
      return
    }
    throw Failure(
      description: "\(output.path): \(output.option) names a file that the command reads"
        + (input == output.path ? "" : input == "-" ? ", as standard input" : ", as \(input)")
        + "; name another file to write")
  }
}
