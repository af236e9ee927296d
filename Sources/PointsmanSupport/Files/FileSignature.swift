/// A kind of file that is not the kind expected, known by its first bytes, and how to come from it to the one expected.
package struct FileSignature: Sendable, Equatable {
  /// The kind in words: "a zip archive".
  package let name: String
  /// How to come to a file that can be read.
  package let remedy: Remedy

  package enum Remedy: Sendable, Equatable {
    /// The command that prints the content of FILE.
    case unpack(String)
    /// The command that prints FILE in UTF-8.
    case convert(String)
    /// Another way, in words.
    case other(String)
  }

  private init(_ name: String, _ remedy: Remedy) {
    (self.name, self.remedy) = (name, remedy)
  }

  /// As many bytes tell every kind.
  package static let length = 512

  /// The kind of file that begins with `bytes`, or with all of it; nil for text, and for a kind that is not known.
  package init?(_ bytes: ArraySlice<UInt8>) {
    let opening = Array(bytes.prefix(Self.length))
    if let known = Self.table.first(where: { opening.dropFirst($0.offset).starts(with: $0.magic) }) {
      self.init(known.name, known.remedy)
    } else if opening.starts(with: Array("PK".utf8)), opening.count >= 4, 3...8 ~= opening[2] {
      self = Self.archive(opening)
    } else if let text = Self.text(opening) {
      self = text
    } else {
      return nil
    }
  }

  /// True if `bytes`, fewer than a signature has, may be the start of one.
  package static func mayBegin(with bytes: ArraySlice<UInt8>) -> Bool {
    table.contains { $0.offset == 0 && bytes.count < $0.magic.count && $0.magic.starts(with: bytes) }
  }

  private typealias Entry = (magic: [UInt8], offset: Int, name: String, remedy: Remedy)

  private static func entry(_ magic: String, offset: Int = 0, _ name: String, _ remedy: Remedy) -> Entry {
    (Array(magic.utf8), offset, name, remedy)
  }

  private static let pandas =
    "python3 -c 'import sys, pandas; pandas.read_%(sys.argv[1]).to_json(sys.stdout, orient=\"records\", lines=True)' FILE"

  private static func pandas(_ reader: String) -> Remedy {
    .unpack(pandas.split(separator: "%").joined(separator: reader))
  }

  private static let table: [Entry] = [
    ([0x1f, 0x8b], 0, "gzip", .unpack("gzip -dc FILE")),
    ([0x28, 0xb5, 0x2f, 0xfd], 0, "a zstd file", .unpack("zstd -dc FILE")),
    ([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], 0, "an xz file", .unpack("xz -dc FILE")),
    entry("BZh", "a bzip2 file", .unpack("bzip2 -dc FILE")),
    ([0x04, 0x22, 0x4d, 0x18], 0, "an lz4 file", .unpack("lz4 -dc FILE")),
    entry("LZIP", "an lzip file", .unpack("lzip -dc FILE")),
    ([0x1f, 0x9d], 0, "a file of compress", .unpack("gzip -dc FILE")),
    ([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], 0, "a 7z archive", .unpack("7z x -so FILE")),
    entry("Rar!", "a rar archive", .unpack("unrar p -inul FILE")),
    entry("ustar", offset: 257, "a tar archive", .unpack("tar -xOf FILE")),
    entry("PAR1", "a Parquet file", pandas("parquet")),
    entry("ARROW1", "an Arrow file", pandas("feather")), entry("FEA1", "a Feather file", pandas("feather")),
    entry("ORC", "an ORC file", pandas("orc")),
    ([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a], 0, "an HDF5 file", pandas("hdf")),
    ([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], 0, "an old Excel workbook", pandas("excel")),
    ([0x80, 0x04, 0x95], 0, "a Python pickle", pandas("pickle")),
    ([0x80, 0x05, 0x95], 0, "a Python pickle", pandas("pickle")),
    entry("SQLite format 3\u{0}", "an SQLite database", .unpack("sqlite3 -csv -header FILE 'select * from TABLE'")),
    entry("DUCK", offset: 8, "a DuckDB database", .unpack("duckdb -csv FILE 'select * from TABLE'")),
    entry("Obj\u{1}", "an Avro file", .other("write its records as JSON Lines")),
    ([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59], 0, "a NumPy array", .other("write its rows as JSON Lines or CSV")),
    entry("GGUF", "a GGUF model", .other("give the file that was meant")),
    ([0x7f, 0x45, 0x4c, 0x46], 0, "a program", .other("give the file that was meant")),
    entry("%PDF", "a PDF", .other("give the file that was meant")),
    ([0x89, 0x50, 0x4e, 0x47], 0, "a PNG image", .other("give the file that was meant")),
    ([0xff, 0xd8, 0xff], 0, "a JPEG image", .other("give the file that was meant")),
    ([0xff, 0xfe, 0, 0], 0, "UTF-32", .convert("iconv -f UTF-32 -t UTF-8 FILE")),
    ([0, 0, 0xfe, 0xff], 0, "UTF-32", .convert("iconv -f UTF-32 -t UTF-8 FILE")),
    ([0xff, 0xfe], 0, "UTF-16", .convert("iconv -f UTF-16 -t UTF-8 FILE")),
    ([0xfe, 0xff], 0, "UTF-16", .convert("iconv -f UTF-16 -t UTF-8 FILE")),
    entry(
      "version https://git-lfs.github.com/spec/", "a Git LFS pointer", .other("fetch the file itself: git lfs pull")),
  ]

  /// A zip archive, by the name of its first file.
  private static func archive(_ opening: [UInt8]) -> FileSignature {
    let length = opening.count > 27 ? Int(opening[26]) | Int(opening[27]) << 8 : 0
    let name = String(decoding: opening.dropFirst(30).prefix(length), as: UTF8.self)
    let rest = String(decoding: opening.dropFirst(30 + length).prefix(80), as: UTF8.self)
    let isWorkbook =
      ["[Content_Types].xml", "_rels/", "xl/", "docProps/"].contains { name.hasPrefix($0) }
      || name == "mimetype" && rest.contains("spreadsheet")
    if isWorkbook { return FileSignature("an Excel workbook (xlsx)", pandas("excel")) }
    if ["_journal/", "header.json", "samples/", "summaries.json"].contains(where: { name.hasPrefix($0) }) {
      return FileSignature(
        "an Inspect log (.eval)",
        .unpack("inspect log dump FILE | jq -c '.samples[]'"))
    }
    return FileSignature("a zip archive", .unpack("unzip -p FILE"))
  }

  /// Text of another kind: a page of the web, or UTF-16 without its mark, where every second byte is zero.
  private static func text(_ opening: [UInt8]) -> FileSignature? {
    let start = opening.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    let words = opening[min(start, opening.count)...].drop { $0 <= 0x20 }
    let lowered = String(decoding: words.prefix(64), as: UTF8.self).lowercased()
    if lowered.hasPrefix("<!doctype html") || lowered.hasPrefix("<html") || lowered.hasPrefix("<head") {
      return FileSignature("an HTML page", .other("download the file itself; a page often says why it was not sent"))
    }
    if lowered.hasPrefix("<?xml") || lowered.hasPrefix("<error") {
      return FileSignature("XML", .other("download the file itself; XML often says why it was not sent"))
    }
    let pairs = opening.count / 2
    guard pairs >= 4 else { return nil }
    let zeros = [0, 1].map { half in (0..<pairs).count { opening[2 * $0 + half] == 0 } }
    for (half, order) in [(1, "LE"), (0, "BE")] where zeros[half] * 10 >= pairs * 9 && zeros[1 - half] == 0 {
      return FileSignature("UTF-16", .convert("iconv -f UTF-16\(order) -t UTF-8 FILE"))
    }
    return nil
  }
}
