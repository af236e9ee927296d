import Foundation
import Pointsman
internal import PointsmanSupport

/// A folder of answers: one folder a model, and in it one file, or one folder, a task.
struct AnswerFolder {
  let path: String
  /// The folders in it, in alphabetical order.
  let models: [String]

  init(path: String) throws {
    self.path = path
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: path)
    } catch {
      throw Failure(description: "\(path): cannot be read; give a folder that has one folder of answers a model")
    }
    models = names.filter { name in
      let kind = try? FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")[.type] as? FileAttributeType
      return kind == .typeDirectory && !name.hasPrefix(".")
    }.sorted()
    guard !models.isEmpty else {
      throw Failure(
        description: "\(path): holds no folder; expected one a model, with an answer a task: MODEL/TASK.txt")
    }
  }

  /// Where a model's answer to a task is: named as the task, whatever the extension; nil where there is none.
  func answer(to task: String, by model: String) throws -> String? {
    let folder = "\(path)/\(model)"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { name in
      name == task || name.hasPrefix("\(task).") && !name.dropFirst(task.count + 1).contains(".")
    }.sorted()
    guard names.count < 2 else {
      throw Failure(
        description: "\(folder): found \(names.joined(separator: " and ")), expected one answer to task \"\(task)\"")
    }
    return names.first.map { "\(folder)/\($0)" }
  }

  /// SHA-256 of a file, in hexadecimal; nil of a folder.
  static func digest(of path: String) -> String? {
    (try? FileReader.contents(of: path)).map { SHA256.hexDigest(of: $0) }
  }
}
