import Foundation
internal import PointsmanSupport

/// A folder of answers: one folder a model, and in it one file, or one folder, a task.
///
/// ```
/// answers/MODEL/TASK.md       one answer
/// answers/MODEL/TASK/1.md     the first of several samples
/// ```
///
/// `FileName` says how names with "/" are written.
package struct AnswerFolder: Sendable {
  package let path: String
  /// The models that have a folder, in alphabetical order of their names.
  package let models: [String]
  /// For each model its folder, and the names in it by the tasks they may answer.
  private let listings: [String: (folder: String, answers: [String: [String]])]

  package init(path: String) throws {
    self.path = path
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: path)
    } catch {
      throw LabellingError(path, "cannot be read", remedy: "give a folder that has one folder of answers a model")
    }
    var listings: [String: (folder: String, answers: [String: [String]])] = [:]
    for name in names.sorted() where !name.hasPrefix(".") && Self.isFolder("\(path)/\(name)") {
      let model = FileName.decoded(name)
      guard listings[model] == nil else {
        throw LabellingError("\(path)/\(name)", "is a second folder of model \"\(model)\"", remedy: "leave one of them")
      }
      listings[model] = ("\(path)/\(name)", try Self.listing(of: "\(path)/\(name)"))
    }
    (self.listings, models) = (listings, listings.keys.sorted())
    guard !models.isEmpty else {
      throw LabellingError(
        path, "holds no folder", remedy: "give one that has a folder a model, with an answer a task: MODEL/TASK.txt")
    }
  }

  /// The names in a folder, by themselves and by themselves without their extension.
  private static func listing(of folder: String) throws -> [String: [String]] {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder)
    } catch {
      throw LabellingError(folder, "cannot be read", remedy: "let this user read the answers")
    }
    var answers: [String: [String]] = [:]
    for name in names.sorted() {
      answers[name, default: []].append(name)
      if let dot = name.lastIndex(of: ".") { answers[String(name[..<dot]), default: []].append(name) }
    }
    return answers
  }

  /// True if there is a folder at `path`, or a link to one.
  package static func isFolder(_ path: String) -> Bool {
    let kind =
      try? FileManager.default.attributesOfItem(
        atPath: URL(filePath: path).resolvingSymlinksInPath().path)[.type] as? FileAttributeType
    return kind == .typeDirectory
  }

  private static func only(_ names: [String], answering task: String, in folder: String) throws -> String? {
    guard names.count < 2 else {
      throw LabellingError(
        folder, "found \(names.joined(separator: " and ")), expected one answer to task \"\(task)\"",
        remedy: "remove all but one")
    }
    return names.first
  }

  /// Where a model's answer to a task is: named as the task, whatever the extension; nil where there is none.
  package func answer(to task: String, by model: String) throws -> String? {
    guard let (folder, answers) = listings[model], let name = FileName.encoded(task) else { return nil }
    return try Self.only(answers[name] ?? [], answering: task, in: folder).map { "\(folder)/\($0)" }
  }

  /// A model's answers to a task that it was asked `count` times, or once where it is nil, each with the number of its
  /// sample; samples that are missing are left out.
  func answers(
    to task: String, by model: String, samples count: Int?
  ) throws -> [(sample: Int?, path: String)] {
    guard let path = try answer(to: task, by: model) else { return [] }
    guard let count, Self.isFolder(path) else { return [(nil, path)] }
    let names = try Self.listing(of: path)
    return try (1...count).compactMap { sample in
      try Self.only(names["\(sample)"] ?? [], answering: task, in: path).map { (sample, "\(path)/\($0)") }
    }
  }

  /// True if `path` is within the folder of `model`, by whatever links.
  package func holds(_ path: String, in model: String) -> Bool {
    guard let folder = listings[model]?.folder else { return false }
    func resolved(_ path: String) -> String { URL(filePath: path).resolvingSymlinksInPath().standardizedFileURL.path }
    let parent = URL(filePath: path).deletingLastPathComponent().path
    return (resolved(parent) + "/").hasPrefix(resolved(folder) + "/")
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
