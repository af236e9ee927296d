import Pointsman
import PointsmanOutcomes
import PointsmanSupport
import TestSupport
import Testing

@Suite("Outcomes from memory and from streams")
struct OutcomeReaderMemoryTests {
  private static let lines = (0..<40).map {
    #"{"prompt":"Prompt \#($0) with ä","outcomes":{"a":{"score":\#($0 % 2)},"b":{"score":0.5,"cost":0.01}}}"#
  }
  private static let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)

  private func digest(_ table: OutcomeTable) -> String { table.rows.map(\.id).joined() + table.models.joined() }

  @Test("Bytes, lines, pieces and a file are one table")
  func sameTable() throws {
    let folder = try TemporaryFolder()
    try folder.write(Self.bytes, to: "outcomes")
    let file = try OutcomeTable(contentsOf: folder.path("outcomes"))
    let memory = try OutcomeTable(bytes: Self.bytes, named: folder.path("outcomes"))
    let lines = try OutcomeTable(lines: Self.lines, named: folder.path("outcomes"))
    for table in [memory, lines] {
      #expect(table.rows.map(\.id) == file.rows.map(\.id) && table.models == file.models)
      #expect(table.rows.map(\.prompt) == file.rows.map(\.prompt))
      #expect((0..<40).allSatisfy { table.outcome(row: $0, model: 1) == file.outcome(row: $0, model: 1) })
    }
  }

  @Test("Pieces may be cut anywhere, and be empty", arguments: [1, 7, 64, 100_000])
  func pieces(_ size: Int) throws {
    let pieces = stride(from: 0, to: Self.bytes.count, by: size).flatMap {
      [Array(Self.bytes[$0..<min($0 + size, Self.bytes.count)]), []]
    }
    let table = try OutcomeReader().read(pieces: pieces).table
    #expect(table.rows.count == 40 && table.rows[39].id == "outcomes:40")
    #expect(table.rows[7].prompt == Prompt("Prompt 7 with ä"))
  }

  @Test("A fault names the stream, the line and the column")
  func fault() {
    let fault = OutcomesError.invalid(path: "feed", line: 41, column: 1, found: "'n'", expected: "an object")
    #expect(throws: fault) { try OutcomeTable(lines: Self.lines + ["nonsense"], named: "feed") }
    #expect(throws: OutcomesError.empty(path: "outcomes")) { try OutcomeTable(bytes: []) }
    #expect(throws: OutcomesError.empty(path: "outcomes")) { try OutcomeTable(lines: [""]) }
  }

  @Test("CSV comes in lines, too")
  func csv() throws {
    let table = try OutcomeTable(lines: ["prompt,a,b", "one,1,0", "two,0,1"])
    #expect(table.models == ["a", "b"] && table.rows.count == 2)
  }
}
