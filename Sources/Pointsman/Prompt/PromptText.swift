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

/// The blocks that coding agents add to the user's turns: surroundings, reminders, the output of commands.
///
/// A block is taken out where its opening mark starts a line outside of a fence of code, as agents write it, up to the next
/// closing mark; one that does not end stays, and so does a name that is not listed. Names that prompts of people use, too,
/// such as `<context>`, `<instructions>`, `<task>` or `<file>`, are not.
package enum Boilerplate {
  package struct Mark: Sendable {
    package let opening: [UInt8]
    package let closing: [UInt8]

    init(_ opening: String, _ closing: String) {
      (self.opening, self.closing) = (Array(opening.utf8), Array(closing.utf8))
    }

    init(element name: String) { self.init("<\(name)>", "</\(name)>") }
  }

  /// The blocks of each program, as its published source or its users' requests have them; none was captured for this
  /// project.
  package static let marks: [Mark] =
    [
      // Codex CLI
      "environment_context", "user_instructions", "permissions instructions", "skills_instructions",
      "apps_instructions", "collaboration_mode", "turn_aborted",
      // Claude Code
      "system-reminder", "local-command-caveat", "local-command-stdout", "local-command-stderr", "bash-stdout",
      "bash-stderr", "task-notification", "ide_opened_file",
      // Cline, Roo Code, Kilo Code
      "environment_details",
      // GitHub Copilot
      "environment_info", "workspace_info", "editorContext", "reminderInstructions",
      // Cursor
      "system_reminder", "project_layout", "open_and_recently_viewed_files",
    ].map { Mark(element: $0) } + [Mark("# AGENTS.md instructions for ", "</INSTRUCTIONS>")]

  /// `text` without its blocks, and then without white space at its ends; nil where it has none, which costs a look for
  /// "<". O(text · marks).
  static func stripped(from text: String) -> String? {
    guard ByteScan.holds(UInt8(ascii: "<"), in: text.utf8.span) else { return nil }
    let bytes = Array(text.utf8)
    var scanner = Scanner(bytes)
    var kept: [UInt8] = []
    var (line, isFenced, isFound) = (0, false, false)
    while line < bytes.count {
      if !isFenced, let end = scanner.endOfBlock(at: line) {
        (line, isFound) = (end, true)
        continue
      }
      let end = bytes[line...].firstIndex(of: newline).map { $0 + 1 } ?? bytes.count
      if bytes[line..<end].starts(with: fence) { isFenced.toggle() }
      kept += bytes[line..<end]
      line = end
    }
    guard isFound else { return nil }
    guard let first = kept.firstIndex(where: { !isSpace($0) }), let last = kept.lastIndex(where: { !isSpace($0) })
    else { return "" }
    return String(decoding: kept[first...last], as: UTF8.self)
  }

  private static let newline = UInt8(ascii: "\n")
  private static let fence = Array("```".utf8)

  /// White space of ASCII.
  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || 0x09...0x0d ~= byte }

  /// Finds the ends of blocks.
  private struct Scanner {
    private let bytes: [UInt8]
    /// For each mark whether it may close further on: one that does not is looked for once.
    private var mayClose = marks.map { _ in true }

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Where the line after the block begins that starts at `start`; nil where none does.
    mutating func endOfBlock(at start: Int) -> Int? {
      guard bytes[start] == UInt8(ascii: "<") || bytes[start] == UInt8(ascii: "#") else { return nil }
      for (index, mark) in marks.enumerated() where mayClose[index] && bytes[start...].starts(with: mark.opening) {
        guard let closing = position(of: mark.closing, from: start + mark.opening.count) else {
          mayClose[index] = false
          continue
        }
        let rest = bytes[(closing + mark.closing.count)...]
        guard let next = rest.firstIndex(where: { !isSpace($0) || $0 == newline }) else { return bytes.count }
        return bytes[next] == newline ? next + 1 : rest.startIndex
      }
      return nil
    }

    private func position(of pattern: [UInt8], from start: Int) -> Int? {
      var index = start
      while let found = bytes[index...].firstIndex(of: pattern[0]) {
        if bytes[found...].starts(with: pattern) { return found }
        index = found + 1
      }
      return nil
    }
  }
}
