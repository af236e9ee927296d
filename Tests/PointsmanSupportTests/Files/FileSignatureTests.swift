import TestSupport
import Testing

@testable import PointsmanSupport

@Suite("Kinds of files by their first bytes")
struct FileSignatureTests {
  private func zip(_ name: String, _ content: String = "") -> [UInt8] {
    var header: [UInt8] = Array("PK".utf8) + [3, 4]
    header += [UInt8](repeating: 0, count: 22) + [UInt8(name.utf8.count), 0, 0, 0]
    return header + Array(name.utf8) + Array(content.utf8)
  }

  @Test(
    "Other kinds are named",
    arguments: [
      ("version https://git-lfs.github.com/spec/v1\noid sha256:00\n", "a Git LFS pointer"),
      ("<!DOCTYPE html>\n<html>", "an HTML page"), ("\n <HTML lang=en>", "an HTML page"),
      ("\u{feff}<html>", "an HTML page"),
      ("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code>", "XML"), ("PAR1\u{15}", "a Parquet file"),
      ("ARROW1\u{0}\u{0}", "an Arrow file"), ("SQLite format 3\u{0}\u{10}", "an SQLite database"),
      ("BZh91AY", "a bzip2 file"),
      ("%PDF-1.7", "a PDF"), ("GGUF\u{3}", "a GGUF model"), ("LZIP\u{1}", "an lzip file"),
      ("Rar!\u{1a}", "a rar archive"),
      (String(repeating: "a", count: 257) + "ustar", "a tar archive"),
    ])
  func named(text: String, name: String) {
    #expect(FileSignature(Array(text.utf8)[...])?.name == name)
  }

  @Test("Compressed and binary kinds are named, and what unpacks them")
  func binary() {
    let kinds: [([UInt8], String, String)] = [
      ([0x1f, 0x8b, 8], "gzip", "gzip -dc FILE"), ([0x28, 0xb5, 0x2f, 0xfd, 4], "a zstd file", "zstd -dc FILE"),
      ([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], "an xz file", "xz -dc FILE"),
      (zip("rows.jsonl"), "a zip archive", "unzip -p FILE"),
      (zip("_journal/start.json"), "an Inspect log (.eval)", "inspect log dump FILE | jq -c '.samples[]'"),
    ]
    for (bytes, name, command) in kinds {
      #expect(FileSignature(bytes[...])?.name == name)
      #expect(FileSignature(bytes[...])?.remedy == .unpack(command))
    }
    for workbook in [
      zip("[Content_Types].xml"), zip("xl/workbook.xml"),
      zip("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
    ] {
      #expect(FileSignature(workbook[...])?.name == "an Excel workbook (xlsx)")
    }
  }

  @Test("UTF-16 and UTF-32 are named, with a mark and without", arguments: [true, false])
  func wide(isBig: Bool) {
    let units = Array("{\"prompt\":\"p\"}".utf8)
    let pairs: [UInt8] = units.flatMap { (unit: UInt8) -> [UInt8] in isBig ? [0, unit] : [unit, 0] }
    let mark: [UInt8] = isBig ? [0xfe, 0xff] : [0xff, 0xfe]
    #expect(FileSignature(pairs[...])?.remedy == .convert("iconv -f UTF-16\(isBig ? "BE" : "LE") -t UTF-8 FILE"))
    #expect(FileSignature((mark + pairs)[...])?.name == "UTF-16")
    #expect(FileSignature([0xff, 0xfe, 0, 0, 0x7b, 0, 0, 0])?.name == "UTF-32")
  }

  @Test(
    "Text is of no other kind",
    arguments: ["", "a", "{\"prompt\":\"p\"}", "prompt,a,b\np,1,0\n", "[1]", "P", "PK", "< x"])
  func text(text: String) {
    #expect(FileSignature(Array(text.utf8)[...]) == nil)
  }

  @Test("A start that is too short to tell asks for more")
  func start() {
    #expect(FileSignature.mayBegin(with: [0x1f]) && FileSignature.mayBegin(with: []))
    #expect(FileSignature.mayBegin(with: Array("SQLite".utf8)[...]))
    #expect(!FileSignature.mayBegin(with: Array("{".utf8)[...]) && !FileSignature.mayBegin(with: [0x1f, 0x8b]))
  }
}

@Suite("Whole files have a limit")
struct WholeFileTests {
  @Test("A file of the limit is read, and one that is a byte longer is refused before it is")
  func limit() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([UInt8](repeating: 7, count: 1000), to: "a")
    #expect(try FileReader.contents(of: path, limit: 1000).count == 1000)
    let error = #expect(throws: FileFailure.self) { try FileReader.contents(of: path, limit: 999) }
    #expect(error?.reason.contains("it has more than") == true)
  }

  @Test("What has no end is read up to the limit, or not beyond a beginning that is not expected")
  func endless() throws {
    #expect(throws: FileFailure.self) { try FileReader.contents(of: "/dev/zero", limit: 1 << 20) }
    let opening = try FileReader.contents(of: "/dev/zero") { $0.first != 0 }
    #expect(opening.count < 1 << 20 && opening.allSatisfy { $0 == 0 })
  }
}
