/// The choice of the code in an answer that is Markdown.
///
/// The code is the last complete block between fences: a model that corrects itself does so below. LiveCodeBench takes the last
/// block, too, and its first versions took the first (`lcb_runner/utils/extraction_utils.py`). EvalPlus takes the longest lines that parse as Python instead, which needs
/// a parser for every language.
package struct CodeExtraction: Sendable, Equatable {
  /// The language of the blocks to choose from, as a fence names it; nil takes all.
  package let language: String?

  package init(language: String? = nil) {
    self.language = language.map(Self.name(of:))
  }

  /// The code of an answer.
  package struct Code: Sendable, Equatable {
    package let text: String
    /// The tag of its fence, in lower case, without synonyms; nil where there is none.
    package let language: String?
    /// True if the answer ends before its fence is closed.
    package let isUnclosed: Bool
  }

  /// The code in `answer`: the last complete block of the language, or of those without a tag, or of all. Where none is
  /// complete, it is the block that the answer ends in; where there is no fence, the answer itself. O(characters).
  package func code(in answer: String) -> Code {
    let blocks = Self.blocks(in: answer)
    let candidates: [Code]
    if let language {
      let tagged = blocks.filter { $0.language == language }
      let untagged = blocks.filter { $0.language == nil }
      candidates = tagged.isEmpty ? untagged.isEmpty ? blocks : untagged : tagged
    } else {
      candidates = blocks
    }
    return candidates.last { !$0.isUnclosed } ?? candidates.last
      ?? Code(text: answer, language: nil, isUnclosed: false)
  }

  /// The extension of a file of the code.
  package func fileExtension(of code: Code) -> String {
    guard let name = language ?? code.language else { return "txt" }
    return Self.extensions[name] ?? (name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) } ? name : "txt")
  }

  /// The fenced blocks of a text, by the rules of CommonMark 0.31, §4.5.
  private static func blocks(in text: String) -> [Code] {
    var blocks: [Code] = []
    var open: (fence: Fence, lines: [Substring])?
    for line in text.split(separator: /\r\n|\n|\r/, omittingEmptySubsequences: false) {
      guard let (fence, lines) = open else {
        if let fence = Fence(opening: line) { open = (fence, []) }
        continue
      }
      if fence.isClosed(by: line) {
        blocks.append(Code(text: joined(lines), language: fence.language, isUnclosed: false))
        open = nil
      } else {
        open?.lines.append(line.dropFirst(min(fence.indent, line.prefix { $0 == " " }.count)))
      }
    }
    if let open { blocks.append(Code(text: joined(open.lines), language: open.fence.language, isUnclosed: true)) }
    return blocks
  }

  private static func joined(_ lines: [Substring]) -> String { lines.map { $0 + "\n" }.joined() }

  /// The line that opens a block.
  private struct Fence {
    let indent: Int
    let mark: Character
    let length: Int
    let language: String?

    /// nil where the line opens no block.
    init?(opening line: Substring) {
      let rest = line.drop { $0 == " " }
      indent = line.count - rest.count
      guard indent <= 3, let first = rest.first, first == "`" || first == "~" else { return nil }
      (mark, length) = (first, rest.prefix { $0 == first }.count)
      let info = rest.dropFirst(length)
      guard length >= 3, first == "~" || !info.contains("`") else { return nil }
      let tag = info.drop(while: \.isWhitespace).prefix { !$0.isWhitespace && $0 != "{" && $0 != "," }
      language = tag.isEmpty ? nil : CodeExtraction.name(of: String(tag))
    }

    func isClosed(by line: Substring) -> Bool {
      let rest = line.drop { $0 == " " }
      let count = rest.prefix { $0 == mark }.count
      return line.count - rest.count <= 3 && count >= length && rest.dropFirst(count).allSatisfy(\.isWhitespace)
    }
  }

  /// The name of a language, of several that are in use.
  private static func name(of tag: String) -> String {
    let tag = tag.lowercased()
    return synonyms[tag] ?? tag
  }

  private static let synonyms = [
    "py": "python", "python3": "python", "js": "javascript", "node": "javascript", "ts": "typescript", "rs": "rust",
    "golang": "go", "c++": "cpp", "cc": "cpp", "cs": "csharp", "c#": "csharp", "rb": "ruby", "kt": "kotlin",
    "shell": "bash", "sh": "bash", "yml": "yaml", "jsonc": "json",
  ]
  private static let extensions = [
    "python": "py", "javascript": "js", "typescript": "ts", "rust": "rs", "csharp": "cs", "ruby": "rb",
    "kotlin": "kt", "bash": "sh", "haskell": "hs", "markdown": "md", "perl": "pl", "text": "txt",
  ]
}
