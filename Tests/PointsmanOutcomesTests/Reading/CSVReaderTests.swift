import TestSupport
import Testing

@testable import PointsmanOutcomes

@Suite("CSVReader")
struct CSVReaderTests {
  private func records(_ text: String) throws -> [Result<[String], RowFault>] {
    try records(Array(text.utf8))
  }

  private func records(_ bytes: [UInt8], lossy: Bool = false) throws -> [Result<[String], RowFault>] {
    let folder = try TemporaryFolder()
    let path = try folder.write(bytes, to: "rows.csv")
    var reader = try CSVReader(try InputFile(path: path), path: path, replacesInvalidBytes: lossy)
    var records: [Result<[String], RowFault>] = []
    while let record = try reader.next() { records.append(record.map { $0.map(\.text) }) }
    return records
  }

  @Test(
    "Fields, quotes and line ends of RFC 4180",
    arguments: [
      ("a,b\nc,d\n", [["a", "b"], ["c", "d"]]), ("a,b\r\nc,d", [["a", "b"], ["c", "d"]]),
      ("\u{feff}a,b", [["a", "b"]]), ("a,\n,b\n,", [["a", ""], ["", "b"], ["", ""]]), ("\n\na\n\n", [["a"]]),
      ("\"a,b\",\"c\nd\",\"e \"\"f\"\"\"\r\n", [["a,b", "c\nd", "e \"f\""]]), ("\"\"\n", [[""]]),
      ("a b\"c,d\n", [["a b\"c", "d"]]), ("\"a\r\nb\"", [["a\r\nb"]]), ("é,\u{1f600}", [["é", "\u{1f600}"]]),
      ("\"\"\"\",\"\"", [["\"", ""]]), ("", []),
    ])
  func fields(text: String, expected: [[String]]) throws {
    #expect(try records(text).map { try $0.get() } == expected)
  }

  @Test("After a fault, reading goes on with the next line")
  func faults() throws {
    let read = try records("a,\"b\"c,d\ne,f\n\"g\u{0}\",h\ni,j\n\"never,\nends")
    #expect(read.map { try? $0.get() } == [nil, ["e", "f"], nil, ["i", "j"], nil])
    let places = read.compactMap { record in
      if case .failure(let fault) = record { [fault.line, fault.column] } else { nil }
    }
    #expect(places == [[1, 6], [3, 2], [5, 1]])
  }

  @Test("Bytes that are not UTF-8 are a fault with their place, or replaced")
  func encoding() throws {
    let bytes = Array("a,b".utf8) + [0xe9] + Array("\nc,d".utf8)
    let strict = try records(bytes)
    #expect(strict[0] == .failure(RowFault(notUTF8: 0xe9, line: 1, column: 4)))
    #expect(try strict[1].get() == ["c", "d"])
    #expect(try records(bytes, lossy: true).map { try $0.get() } == [["a", "b\u{fffd}"], ["c", "d"]])
  }

  @Test("Fields longer than the buffer are read whole")
  func longFields() throws {
    let long = String(repeating: "line\nof \"text\", ", count: 40_000)
    let text = "x,\"\(long.replacing("\"", with: "\"\""))\"\ny,z"
    #expect(try records(text).map { try $0.get() } == [["x", long], ["y", "z"]])
  }
}
