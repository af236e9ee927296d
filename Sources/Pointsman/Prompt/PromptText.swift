internal import PointsmanSupport

extension Prompt {
  /// Bytes of text that are read of a prompt, and again of its last turn.
  ///
  /// Of a longer text the first and the last half of the window are read. The request and its topic are mostly
  /// there. Nothing jumps at the limit: a text one byte longer loses one byte in its middle, of 65,536. It bounds a
  /// decision's time at some milliseconds, and the memory that is kept from prompt to prompt.
  public static let window = 65_536

  /// The text that n-grams, token vectors, the encoder and the guard read: the user's last turn, and before it as many as it
  /// takes to begin with a request of its own (`FullRequest`); a blank line between turns, all within the window.
  ///
  /// So a full request after twenty others is read as it is alone, and "yes" is read with the request that it answers.
  /// Make vectors of this text if you give your own.
  public var routedText: String {
    var bytes: [UInt8] = []
    readRoutedText(into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Replaces `bytes` by `routedText`. O(window + turns read).
  func readRoutedText(into bytes: inout [UInt8]) {
    Self.read(routedTurns, into: &bytes)
  }

  /// The turns that `routedText` joins.
  private var routedTurns: ArraySlice<Message> {
    said[(said.lastIndex { FullRequest.isAlone($0.content) } ?? 0)...]
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
