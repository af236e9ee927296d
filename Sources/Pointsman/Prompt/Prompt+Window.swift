extension Prompt {
  /// Bytes of text that are read of a prompt, and again of its last turn.
  ///
  /// Of a longer text the first half of the window is read and the last, where the request and what it is about mostly
  /// stand. Nothing jumps at the limit: a text one byte longer loses one byte in its middle, of 65,536. It bounds a
  /// decision's time at some milliseconds, and the memory that is kept from prompt to prompt.
  public static let window = 65_536

  /// What the lexical and semantic blocks read: what the user said, within the window.
  package var routedText: String {
    var bytes: [UInt8] = []
    readUserText(into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Replaces `bytes` by `userText`, within the window. O(window + turns).
  func readUserText(into bytes: inout [UInt8]) {
    Self.read(said[...], into: &bytes)
  }

  /// Replaces `bytes` by `lastUserTurn`, within the window. O(window + turns).
  func readLastUserTurn(into bytes: inout [UInt8]) {
    Self.read(said.suffix(1), into: &bytes)
  }

  private static func read(_ turns: ArraySlice<Message>, into bytes: inout [UInt8]) {
    bytes.removeAll(keepingCapacity: true)
    let length = turns.reduce(2 * (turns.count - 1)) { $0 + $1.content.utf8.count }
    guard length > window else { return append(0..<length, of: turns, to: &bytes) }
    append(0..<window / 2, of: turns, to: &bytes)
    // A character that the cut parts goes whole.
    while let last = bytes.last, last & 0xc0 == 0x80 { bytes.removeLast() }
    if let last = bytes.last, last >= 0xc0 { bytes.removeLast() }
    bytes.append(0x0a)
    let begin = bytes.count
    append(length - window / 2..<length, of: turns, to: &bytes)
    let start = bytes[begin...].firstIndex { $0 & 0xc0 != 0x80 } ?? bytes.count
    bytes.removeSubrange(begin..<start)
  }

  /// Appends those bytes of the turns, a blank line between them, that lie in `range`.
  private static func append(_ range: Range<Int>, of turns: ArraySlice<Message>, to bytes: inout [UInt8]) {
    var start = 0
    for (index, turn) in turns.enumerated() {
      if index > 0 {
        for offset in 0..<2 where range.contains(start + offset) { bytes.append(0x0a) }
        start += 2
      }
      let content = turn.content.utf8
      let part = range.clamped(to: start..<start + content.count)
      if part.count == content.count {
        bytes.append(contentsOf: content)
      } else if !part.isEmpty {
        // A slice of a string would be appended byte by byte, ten times as slowly.
        let (text, begin) = (turn.content.utf8Span.span, bytes.count)
        bytes += repeatElement(0, count: part.count)
        var bytes = bytes.mutableSpan
        for k in 0..<part.count { bytes[begin + k] = text[part.lowerBound - start + k] }
      }
      start += content.count
    }
  }
}
