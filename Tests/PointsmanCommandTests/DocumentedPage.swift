import Foundation
import Testing

/// A page of the documentation: its blocks of code, and the code within its text.
struct DocumentedPage: CustomTestStringConvertible, Sendable {
  /// Relative to the repository's root.
  let path: String
  /// The lines of blocks of shell commands, joined where a backslash ends them; what a session prints is left out.
  private(set) var blockLines: [String] = []
  private(set) var codeSpans: [String] = []

  var testDescription: String { path }

  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// README.md and its like, and every article.
  static let all: [DocumentedPage] = {
    let sources = FileManager.default.enumerator(atPath: root.appending(path: "Sources").path)
    let articles = (sources?.allObjects as? [String] ?? []).filter { $0.contains(".docc/") && $0.hasSuffix(".md") }
    let pages =
      ["README.md", "CONTRIBUTING.md", "Data/README.md", "Models/README.md"] + articles.map { "Sources/\($0)" }
    return pages.sorted().map(DocumentedPage.init)
  }()

  private init(path: String) {
    self.path = path
    let text = (try? String(contentsOf: Self.root.appending(path: path), encoding: .utf8)) ?? ""
    var (fence, continued) = (String?.none, "")
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        fence = fence == nil ? String(line.dropFirst(3)) : nil
      } else if let fence {
        guard let command = Self.command(String(line), fence: fence) else { continue }
        continued += command.hasSuffix("\\") ? String(command.dropLast()) : command
        guard !command.hasSuffix("\\") else { continue }
        blockLines.append(continued)
        continued = ""
      }
    }
    // Spans may break over two lines; blocks are cut out first.
    let prose = text.replacing(/```[^`]*```/, with: "").replacing("\n", with: " ")
    codeSpans = prose.matches(of: /`([^`]+)`/).map { String($0.output.1) }
  }

  /// The command on a line of a block, or nil: in a session only what follows "$ ".
  private static func command(_ line: String, fence: String) -> String? {
    switch fence {
    case "sh": line
    case "console", "": line.hasPrefix("$ ") ? String(line.dropFirst(2)) : nil
    default: nil
    }
  }
}
