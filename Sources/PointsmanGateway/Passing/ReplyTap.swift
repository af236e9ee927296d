package import PointsmanEndpoints
internal import PointsmanSupport

/// Figures of an answer for the log, read from a copy of its bytes while they are passed on.
///
/// Only events that end an answer or count tokens are read as JSON; the rest is searched for their names.
package struct ReplyTap: Sendable {
  private let api: WireProtocol
  private let isStream: Bool
  /// The bytes of an event that has not ended, or of an answer in one piece.
  private var pending: [UInt8] = []
  /// True where an event or answer was longer than is read.
  private var isBlind = false
  package private(set) var usage = TokenUsage()
  /// The reason for the end; nil until there is one.
  package private(set) var finish: Finish?
  /// The id of the answer, by which a later request may go on from it; read of OpenAI's Responses alone.
  package private(set) var responseID: String?
  /// True once the provider said that nothing follows. An answer in one piece ends with its last byte.
  package private(set) var isWhole: Bool
  /// The error that the provider put into the stream.
  package private(set) var failure: ProviderError?
  /// Pieces of text so far: an estimate of tokens where the provider never counted.
  package private(set) var pieces = 0

  /// The most bytes of one event, or of an answer in one piece, that are read.
  private static let mostBytes = 8 << 20

  package init(_ api: WireProtocol, isStream: Bool) {
    (self.api, self.isStream, isWhole) = (api, isStream, !isStream)
  }

  /// True once an answer of Chat Completions has given the reason for its end: only the tokens can follow.
  package var mayEnd: Bool { finish != nil }

  /// Takes in the next bytes of the answer.
  package mutating func append(_ bytes: some Collection<UInt8>) {
    guard !isBlind else { return }
    guard pending.count + bytes.count <= Self.mostBytes else {
      (isBlind, pending) = (true, [])
      return
    }
    guard isStream else {
      pending += bytes
      return
    }
    // What was searched for the end of a line before is not searched again.
    var (start, searched) = (0, pending.count)
    pending += bytes
    while let end = Self.lineEnd(in: pending, from: searched) {
      readLine(start..<end)
      start = end + 1
      searched = start
    }
    if start == pending.count { pending.removeAll(keepingCapacity: true) } else { pending.removeFirst(start) }
  }

  /// Takes in the end of an answer in one piece.
  package mutating func end() {
    guard !isStream, !isBlind else { return }
    read(pending)
    pending = []
  }

  private static func lineEnd(in bytes: [UInt8], from start: Int) -> Int? {
    var index = start
    let span = bytes.span
    while index < span.count {
      if span[index] == 0x0a { return index }
      index += 1
    }
    return nil
  }

  private mutating func readLine(_ range: Range<Int>) {
    let line = pending[range]
    guard line.starts(with: Self.data) else { return }
    let isTelling =
      Self.telling[api]!.contains { line.holds($0) }
      || api == .chat && (line.gives(Self.usage, UInt8(ascii: "{")) || line.gives(Self.end, UInt8(ascii: "\"")))
    guard isTelling else {
      pieces += 1
      return
    }
    read(Array(line.dropFirst(Self.data.count)))
  }

  private static let data = Array("data:".utf8)
  private static let (usage, end) = (Array(#""usage""#.utf8), Array(#""finish_reason""#.utf8))
  /// Words of the events that are read, in each protocol.
  private static let telling: [WireProtocol: [[UInt8]]] = [
    .chat: ["[DONE]", #""error""#],
    .responses: [
      #""response.created""#, #""response.completed""#, #""response.incomplete""#, #""response.failed""#, #""error""#,
    ],
    .messages: [#""message_start""#, #""message_delta""#, #""message_stop""#, #""error""#],
  ].mapValues { $0.map { Array($0.utf8) } }

  private mutating func read(_ data: [UInt8]) {
    let text = data.drop { $0 == 0x20 }
    if text.starts(with: "[DONE]".utf8) {
      isWhole = true
      return
    }
    guard let event = try? JSONValue(parsing: Array(text), maximumValues: 1_000_000) else { return }
    if let id = (event["response"] ?? event)["id"]?.string, api == .responses { responseID = id }
    if let error = event["error"], error != .null { failure = ProviderError(error) }
    var draft = ReplyDraft(api)
    draft.read(event)
    usage.add(draft.usage)
    finish = draft.finish ?? finish
    isWhole = isWhole || draft.isWhole
  }
}

extension TokenUsage {
  /// Takes over what `other` knows.
  fileprivate mutating func add(_ other: TokenUsage) {
    // A stream of Messages counts the input in its first event, and the output in its last.
    input = other.input ?? input
    cached = other.cached ?? cached
    cacheWritten = other.cacheWritten ?? cacheWritten
    output = other.output ?? output
    reasoning = other.reasoning ?? reasoning
  }
}

extension ArraySlice<UInt8> {
  /// True if the bytes hold `word`. O(length).
  fileprivate func holds(_ word: [UInt8]) -> Bool { place(after: word, from: startIndex) != nil }

  /// True if a member of this name, in quotes, has a value that begins with `byte`: null is none. O(length).
  fileprivate func gives(_ name: [UInt8], _ byte: UInt8) -> Bool {
    var start = startIndex
    while let end = place(after: name, from: start) {
      if self[end...].first(where: { $0 != 0x20 && $0 != 0x09 && $0 != UInt8(ascii: ":") }) == byte { return true }
      start = end
    }
    return false
  }

  private func place(after word: [UInt8], from start: Int) -> Int? {
    var start = start
    while let first = self[start...].firstIndex(of: word[0]) {
      if self[first...].starts(with: word) { return first + word.count }
      start = first + 1
    }
    return nil
  }
}
