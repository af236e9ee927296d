import Foundation
import TestSupport
import Testing

@testable import PointsmanLabelling

@Suite("Folder of answers")
struct AnswerFolderTests {
  private static func lay(_ paths: [String], in folder: TemporaryFolder) throws {
    for path in paths {
      let url = folder.url.appending(path: path)
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data("x".utf8).write(to: url)
    }
  }

  @Test("Samples are the numbered files of a task's folder")
  func samples() throws {
    let folder = try TemporaryFolder()
    try Self.lay(["m/t/1.md", "m/t/3.txt", "m/t/notes.md", "m/s.md", "m/t1.5", "m/t2.x.md"], in: folder)
    let answers = try AnswerFolder(path: folder.path())
    #expect(try answers.answers(to: "t", by: "m", samples: 4).map(\.sample) == [1, 3])
    #expect(try answers.answers(to: "t", by: "m", samples: nil).map(\.path) == [folder.path() + "/m/t"])
    #expect(try answers.answers(to: "s", by: "m", samples: 4).map(\.sample) == [nil])
    #expect(try answers.answers(to: "t1.5", by: "m", samples: nil).count == 1)
    #expect(try answers.answers(to: "t2", by: "m", samples: nil).isEmpty)
    #expect(try answers.answers(to: "t", by: "other", samples: 4).isEmpty)
  }

  @Test("Two folders of one model, and two answers to one task, are refused")
  func unclear() throws {
    let folder = try TemporaryFolder()
    try Self.lay(["100%/t.md", "100%25/t.md"], in: folder)
    #expect(throws: LabellingError.self) { try AnswerFolder(path: folder.path()) }
    let other = try TemporaryFolder()
    try Self.lay(["m/t.md", "m/t.txt"], in: other)
    #expect(throws: LabellingError.self) { try AnswerFolder(path: other.path()).answer(to: "t", by: "m") }
  }
}
