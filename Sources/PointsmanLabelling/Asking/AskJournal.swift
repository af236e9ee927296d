import Foundation
package import PointsmanEndpoints
internal import PointsmanSupport
import Synchronization

/// The replies so far, a line each in one file, so that a run that was killed goes on without asking for them again.
///
/// A line says that a request is about to be sent, with the most that it can cost; another what came of it. A request
/// without an end may have been paid for, and counts with its bound. A last line that was cut short is removed.
package final class AskJournal: Sendable {
  package let path: String
  private let file: Mutex<FileHandle>
  private let state: Mutex<State>

  /// The end of a request.
  package enum Entry: Sendable {
    case reply(Reply, cost: Double?)
    case failure(AskFailure)
  }

  struct State {
    var entries: [String: (digest: String, entry: Entry)] = [:]
    /// USD of replies and failures; bounds where the price is not known.
    var spent = 0.0
    /// Bounds of requests without an end, by key.
    var open: [String: [Double]] = [:]
  }

  /// Opens the journal, or begins one. Throws where another program writes to it, or it is damaged.
  package init(path: String) throws {
    self.path = path
    if !FileManager.default.fileExists(atPath: path) {
      guard FileManager.default.createFile(atPath: path, contents: nil) else {
        throw LabellingError(path, "cannot be made", remedy: "name a folder that this user may write to")
      }
    }
    guard let handle = FileHandle(forUpdatingAtPath: path) else {
      throw LabellingError(path, "cannot be written", remedy: "name a folder that this user may write to")
    }
    guard flock(handle.fileDescriptor, LOCK_EX | LOCK_NB) == 0 else {
      throw LabellingError(path, "is in use by another run", remedy: "wait for it to end, or name another folder")
    }
    let bytes = Array(try handle.readToEnd() ?? Data())
    let end = (bytes.lastIndex(of: 0x0a) ?? -1) + 1
    var state = State()
    for (index, line) in bytes[..<end].split(separator: 0x0a, omittingEmptySubsequences: false).dropLast().enumerated()
    {
      guard !line.isEmpty else { continue }
      guard let json = try? JSONValue(parsing: Array(line)), state.take(json) else {
        throw LabellingError(
          "\(path):\(index + 1)", "found no entry of a journal",
          remedy: "remove this line; the request that it was of is sent again")
      }
    }
    if end < bytes.count { try handle.truncate(atOffset: UInt64(end)) }
    try handle.seekToEnd()
    file = Mutex(handle)
    self.state = Mutex(state)
  }

  deinit {
    // A child of this process that has not begun its own program yet would keep the lock.
    file.withLock { _ = flock($0.fileDescriptor, LOCK_UN) }
  }

  /// USD that were spent, as far as is known, and may have been spent by requests without an end.
  package var spent: Double { state.withLock { $0.spent + $0.open.values.joined().reduce(0, +) } }

  /// The end of the request that `ask` is; nil where none such was made. Another request under the same key is a fault:
  /// its reply would be mixed with those to this one.
  package func entry(of ask: Ask) throws -> Entry? {
    guard let (digest, entry) = state.withLock({ $0.entries[ask.key] }) else { return nil }
    guard digest == ask.digest else {
      if case .failure = entry { return nil }
      throw LabellingError(
        path, "holds a reply of \(ask.model) to another request under the key \"\(ask.key)\"",
        remedy: "name another folder, or go back to the prompts and settings that this one was begun with")
    }
    return entry
  }

  func begin(_ ask: Ask, bound: Double) throws {
    try append(
      .object([
        ("ask", .string(ask.key)), ("request", .string(ask.digest)), ("bound_usd", .number(bound)),
      ]))
  }

  func end(_ ask: Ask, _ entry: Entry, spent: Double) throws {
    var members: [(key: String, value: JSONValue)]
    switch entry {
    case .reply(let reply, let cost):
      members = [("reply", .string(ask.key)), ("request", .string(ask.digest))] + reply.members
      members.append(("cost", .figure(cost)))
    case .failure(let failure):
      members = [
        ("failure", .string(ask.key)), ("request", .string(ask.digest)), ("reason", .string(failure.kind.rawValue)),
        ("message", .string(failure.message)),
      ]
    }
    try append(.object(members + [("spent_usd", .number(spent))]))
  }

  /// Adds a line, which is on the disk when this returns.
  private func append(_ json: JSONValue) throws {
    try file.withLock { file in
      try file.write(contentsOf: Data((json.text + "\n").utf8))
      if json["reply"] != nil { try file.synchronize() }
    }
    state.withLock { _ = $0.take(json) }
  }
}

extension AskJournal.State {
  /// Takes in a line; false where it is none.
  mutating func take(_ json: JSONValue) -> Bool {
    if let key = json["ask"]?.string, let bound = json["bound_usd"]?.double, bound >= 0 {
      open[key, default: []].append(bound)
      return true
    }
    guard let key = json["reply"]?.string ?? json["failure"]?.string, let digest = json["request"]?.string,
      let cost = json["spent_usd"]?.double, cost >= 0
    else { return false }
    if json["reply"] != nil {
      guard let reply = Reply(json) else { return false }
      entries[key] = (digest, .reply(reply, cost: json["cost"]?.double))
    } else {
      guard let kind = json["reason"]?.string.flatMap(AskFailure.Kind.init(rawValue:)) else { return false }
      entries[key] = (digest, .failure(AskFailure(kind, json["message"]?.string ?? "")))
    }
    spent += cost
    if open[key]?.isEmpty == false { open[key]?.removeLast() }
    return true
  }
}

extension Reply {
  var members: [(key: String, value: JSONValue)] {
    var members: [(key: String, value: JSONValue)] = [("text", .string(text)), ("finish", .string(finish.name))]
    if !calls.isEmpty {
      members.append(
        ("calls", .array(calls.map { .object([("name", .string($0.name)), ("arguments", .string($0.arguments))]) })))
    }
    for (name, count) in [
      ("input_tokens", inputTokens), ("output_tokens", outputTokens), ("reasoning_tokens", reasoningTokens),
    ] { if let count { members.append((name, .integer(count))) } }
    return members + [("first_token_s", .figure(firstToken)), ("total_s", .number(total))]
  }

  init?(_ json: JSONValue) {
    guard let text = json["text"]?.string, let finish = json["finish"]?.string, let total = json["total_s"]?.double
    else { return nil }
    self.init(text: text, finish: Finish(name: finish), total: total)
    for call in json["calls"]?.array ?? [] {
      guard let name = call["name"]?.string, let arguments = call["arguments"]?.string else { return nil }
      calls.append(Call(name: name, arguments: arguments))
    }
    (inputTokens, outputTokens) = (json["input_tokens"]?.integer, json["output_tokens"]?.integer)
    (reasoningTokens, firstToken) = (json["reasoning_tokens"]?.integer, json["first_token_s"]?.double)
  }
}
