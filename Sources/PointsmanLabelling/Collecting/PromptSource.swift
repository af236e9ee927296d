import Foundation
package import Pointsman
package import PointsmanEndpoints
package import PointsmanOutcomes
internal import PointsmanSupport

/// A prompt to collect answers to.
package struct CollectedPrompt: Sendable {
  package let id: String
  package let conversation: Conversation
  /// The row that it comes from, with its id.
  let record: OutcomeRecord

  package var prompt: Prompt { record.row.prompt }
}

/// Reads prompts: files of outcomes in any format, folders of texts, or texts with a prompt a line.
///
/// A prompt without an id gets one of its content, so that it stays the same when prompts are added.
package struct PromptSource {
  /// How files of outcomes are read.
  package var reader: OutcomeReader
  /// Prompts that came again with the same id.
  package private(set) var repeated = 0

  package init(_ reader: OutcomeReader) {
    self.reader = reader
    (self.reader.keepsUnread, self.reader.requiresOutcomes) = (true, false)
  }

  /// The prompts, in the order of the files. Throws where one cannot be sent to every provider.
  package mutating func read(_ paths: [String]) throws -> [CollectedPrompt] {
    var prompts: [CollectedPrompt] = []
    var known: [String: Conversation] = [:]
    for path in paths {
      for record in try records(path) {
        let conversation: Conversation
        do throws(ConversationFault) {
          conversation = try Conversation(record)
        } catch {
          throw LabellingError(
            "\(path): prompt \"\(record.row.id)\"", error.description, remedy: "correct it, or leave the prompt out")
        }
        var record = record
        if !record.hasID { record.row.id = Self.id(of: conversation) }
        record.hasID = true
        let id = record.row.id
        guard FileName.encoded(id) != nil else {
          throw LabellingError(
            "\(path): prompt \"\(id.prefix(40))…\"", "has an id too long for the name of a file",
            remedy: "shorten it to 240 bytes")
        }
        if let other = known[id] {
          guard other == conversation else {
            throw LabellingError(
              "\(path): prompt \"\(id)\"", "has the id of another prompt", remedy: "give each an id of its own")
          }
          repeated += 1
          continue
        }
        known[id] = conversation
        prompts.append(CollectedPrompt(id: id, conversation: conversation, record: record))
      }
    }
    guard !prompts.isEmpty else {
      throw LabellingError(
        paths.joined(separator: ", "), "holds no prompt",
        remedy: "give JSON Lines, CSV, a folder of .md or .txt files, or a .txt file with a prompt a line")
    }
    return prompts
  }

  private func records(_ path: String) throws -> [OutcomeRecord] {
    if FolderListing.isFolder(path), let texts = try texts(in: path) { return texts }
    if path.hasSuffix(".txt") { return try lines(of: path) }
    if path.hasSuffix(".md") { return [try text(path, id: Self.stem(path))] }
    var records: [OutcomeRecord] = []
    _ = try reader.forEachRecord(in: [path]) { record in
      // A battle's prompt is a prompt like others.
      var record = record
      if record.battle != nil { (record.battle, record.outcomes) = (nil, [:]) }
      records.append(record)
    }
    return records
  }

  /// The texts of a folder, each a prompt with the file's name as its id; nil where there are none, as in a harness's log.
  private func texts(in folder: String) throws -> [OutcomeRecord]? {
    let names: [String]
    do throws(FileFailure) {
      names = try FolderListing.names(in: folder)
    } catch {
      throw LabellingError(folder, "cannot be read, \(error.reason)", remedy: "name a folder that this user may read")
    }
    let texts = names.filter { !$0.hasPrefix(".") && ($0.hasSuffix(".md") || $0.hasSuffix(".txt")) }
    guard !texts.isEmpty else { return nil }
    return try texts.map { try text("\(folder)/\($0)", id: Self.stem($0)) }
  }

  private static func stem(_ path: String) -> String {
    String((path.split(separator: "/").last ?? "").drop(while: { $0 == "." }).prefix { $0 != "." })
  }

  private func text(_ path: String, id: String) throws -> OutcomeRecord {
    let bytes: [UInt8]
    do throws(FileFailure) {
      bytes = try FileReader.contents(of: path, limit: 64 << 20)
    } catch {
      throw LabellingError(path, "cannot be read, \(error.reason)", remedy: "name a text that this user may read")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw LabellingError(path, "is not UTF-8", remedy: "convert it (iconv -f WINDOWS-1252 -t UTF-8 FILE)")
    }
    let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !trimmed.isEmpty else {
      throw LabellingError(path, "has no text", remedy: "write the prompt, or remove the file")
    }
    return OutcomeRecord(id: id, prompt: Prompt(trimmed))
  }

  private func lines(of path: String) throws -> [OutcomeRecord] {
    let whole = try text(path, id: "lines").row.prompt.messages[0].content
    return whole.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty }.map { OutcomeRecord(prompt: Prompt($0)) }
  }

  /// Twelve hexadecimal digits of what is sent.
  private static func id(of conversation: Conversation) -> String {
    let texts = conversation.turns.map { "\($0)" } + conversation.tools.map { "\($0)" }
    return "p" + SHA256.hexDigest(of: Array(texts.joined(separator: "\0").utf8)).prefix(12)
  }
}

extension Conversation {
  /// The conversation of a row, with its tools, from the members that the row has.
  init(_ record: OutcomeRecord) throws(ConversationFault) {
    func member(_ name: String) -> JSONValue? { record.promptMembers.first { $0.key == name }?.value }
    if let messages = member("messages") ?? member("prompt").flatMap({ $0.array == nil ? nil : $0 }), messages != .null
    {
      try self.init(messages: messages, system: member("system"), tools: member("tools"))
      return
    }
    if member("tools") != nil || record.row.prompt.needs.contains("vision") {
      throw ConversationFault(description: "it has tools or images and no \"messages\" to send")
    }
    self.init(turns: record.row.prompt.messages.map { Turn($0.role, $0.content) })
  }
}
