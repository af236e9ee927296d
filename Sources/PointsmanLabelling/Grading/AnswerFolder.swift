import Foundation
internal import PointsmanSupport

/// A folder of answers: one folder a model, and in it one file, or one folder, a task.
package struct AnswerFolder: Sendable {
  package let path: String
  /// The folders in it, in alphabetical order.
  package let models: [String]

  package init(path: String) throws {
    self.path = path
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: path)
    } catch {
      throw LabellingError(path, "cannot be read", remedy: "give a folder that has one folder of answers a model")
    }
    models = names.filter { name in
      let kind = try? FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")[.type] as? FileAttributeType
      return kind == .typeDirectory && !name.hasPrefix(".")
    }.sorted()
    guard !models.isEmpty else {
      throw LabellingError(
        path, "holds no folder", remedy: "give one that has a folder a model, with an answer a task: MODEL/TASK.txt")
    }
  }

  /// Where a model's answer to a task is: named as the task, whatever the extension; nil where there is none.
  package func answer(to task: String, by model: String) throws -> String? {
    let folder = "\(path)/\(model)"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { name in
      name == task || name.hasPrefix("\(task).") && !name.dropFirst(task.count + 1).contains(".")
    }.sorted()
    guard names.count < 2 else {
      throw LabellingError(
        folder, "found \(names.joined(separator: " and ")), expected one answer to task \"\(task)\"",
        remedy: "remove all but one")
    }
    return names.first.map { "\(folder)/\($0)" }
  }

  /// True if `path` is within the folder of `model`, by whatever links.
  package func holds(_ path: String, in model: String) -> Bool {
    func resolved(_ path: String) -> String { URL(filePath: path).resolvingSymlinksInPath().standardizedFileURL.path }
    let parent = URL(filePath: path).deletingLastPathComponent().path
    return (resolved(parent) + "/").hasPrefix(resolved("\(self.path)/\(model)") + "/")
  }

  /// SHA-256 of a file, in hexadecimal; nil of a folder. Anything else, a pipe that nobody writes to, for example, is
  /// refused.
  package static func digest(of path: String) throws -> String? {
    let kind =
      try FileManager.default.attributesOfItem(
        atPath: URL(filePath: path).resolvingSymlinksInPath().path)[.type] as? FileAttributeType
    guard kind != .typeDirectory else { return nil }
    guard kind == .typeRegular else {
      throw LabellingError(path, "is neither a file nor a folder, so it is no answer", remedy: "remove it")
    }
    do {
      let file = try FileReader(path: path)
      var (hash, chunk) = (SHA256(), [UInt8](repeating: 0, count: 1 << 18))
      while case let count = try file.read(into: &chunk), count > 0 { hash.update(chunk[..<count]) }
      return hash.hexDigest()
    } catch {
      throw LabellingError(path, "cannot be read, \(error.reason)", remedy: "let this user read the answer")
    }
  }
}
