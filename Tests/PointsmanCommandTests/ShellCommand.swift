/// A program with its arguments, as a shell would take them from a line: quotes, pipes, assignments and redirections, no
/// more.
struct ShellCommand {
  let program: String
  let arguments: [String]

  /// The commands of a line, pipes and lists taken apart; `swift run -c release X` counts as X.
  static func commands(in line: String) -> [ShellCommand] {
    words(of: line).split { ["|", "&&", ";"].contains($0) }.compactMap { part in
      var words = part.drop { $0.wholeMatch(of: /[A-Z_]+=.*/) != nil }
      if words.starts(with: ["swift", "run", "-c", "release"]) { words = words.dropFirst(4) }
      guard let program = words.first else { return nil }
      return ShellCommand(program: program, arguments: words.dropFirst().prefix { $0 != ">" && $0 != "<" }.map { $0 })
    }
  }

  /// The words of a line up to a comment, without their quotes; operators are words.
  private static func words(of line: String) -> [String] {
    var (words, word, quote) = ([String](), String?.none, Character?.none)
    func finished() {
      if let word { words.append(word) }
      word = nil
    }
    for character in line {
      if let open = quote {
        if character == open { quote = nil } else { word?.append(character) }
      } else if character == "'" || character == "\"" {
        (quote, word) = (character, word ?? "")
      } else if character == " " {
        finished()
      } else if character == "#" && word == nil {
        break
      } else if "|;<>".contains(character) {
        finished()
        words.append(String(character))
      } else {
        word = (word ?? "") + String(character)
      }
    }
    finished()
    return words
  }
}
