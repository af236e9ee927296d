import Pointsman
import PointsmanSupport
import Testing

/// The answers of scikit-learn and Python for texts, tokens and characters; Golden/make_lexical_golden.py makes it.
struct LexicalGolden {
  struct Text {
    let text: String
    /// Distinct buckets in order, each with its count: words first, then characters.
    let buckets: [[UInt32]]
  }

  let texts: [Text]
  /// Tokens and their hashes.
  let hashes: [(token: String, hash: Int32)]
  /// A token whose hash is Int32.min.
  let least: String
  /// Ranges of code points: those of Unicode 14, and of these the word characters and the spaces.
  let (assigned, word, space): ([ClosedRange<UInt32>], [ClosedRange<UInt32>], [ClosedRange<UInt32>])
  /// The code points that lower case changes, and into what.
  let lower: [UInt32: String]

  init() throws {
    let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
    let json = try JSONValue(parsing: FileReader.contents(of: folder + "/Golden/lexical.json"))
    texts = try #require(json["texts"]?.array).map { entry in
      let words = try Self.buckets(entry["words"]?.string, from: 0)
      return Text(
        text: try #require(entry["text"]?.string),
        buckets: try words + Self.buckets(entry["characters"]?.string, from: 1 << 17))
    }
    hashes = try #require(json["hashes"]?.array).map {
      (try #require($0["token"]?.string), Int32(try #require($0["hash"]?.integer)))
    }
    least = try #require(json["least"]?.string)
    assigned = try Self.ranges(json["assigned"])
    word = try Self.ranges(json["word"])
    space = try Self.ranges(json["space"])
    let pairs = try #require(json["lower"]?.array).map { pair in
      let pair = try #require(pair.array)
      return (UInt32(try #require(pair[0].integer)), try #require(pair[1].string))
    }
    lower = Dictionary(uniqueKeysWithValues: pairs)
  }

  /// Base-36 differences, each with "*count" where the count is not 1.
  private static func buckets(_ text: String?, from first: UInt32) throws -> [[UInt32]] {
    var bucket = first
    return try #require(text).split(separator: " ").map { entry in
      let parts = entry.split(separator: "*")
      bucket += try #require(UInt32(parts[0], radix: 36))
      return [bucket, parts.count == 2 ? try #require(UInt32(parts[1])) : 1]
    }
  }

  private static func ranges(_ json: JSONValue?) throws -> [ClosedRange<UInt32>] {
    let flat = try #require(json?.array).compactMap(\.integer)
    return stride(from: 0, to: flat.count, by: 2).map { UInt32(flat[$0])...UInt32(flat[$0 + 1]) }
  }
}
