import Testing

@testable import Pointsman
@testable import PointsmanSupport

/// The pieces of texts by all-MiniLM-L6-v2's own tokenizer; Golden/make_wordpiece_golden.py makes it.
struct WordPieceGolden {
  /// Texts and their ids.
  let texts: [(text: String, ids: [Int])]
  /// For each block of 4,096 scalars a hash of the ids of "a?b" with each in place of "?".
  let scalars: [UInt32]

  init() throws {
    let json = try JSONValue(
      parsing: FileReader.contents(of: Self.repository + "/Tests/PointsmanTests/Golden/wordpiece.json"))
    texts = try #require(json["texts"]?.array).map { pair in
      let pair = try #require(pair.array)
      let ids = try #require(pair[1].string)
      return (try #require(pair[0].string), ids.split(separator: " ").compactMap { Int($0) })
    }
    scalars = try #require(json["scalars"]?.array).compactMap { $0.integer.map { UInt32($0) } }
  }

  private static let repository =
    #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(5).joined(separator: "/")

  /// The vocabulary of the token table.
  static let vocabulary = Result<WordPieceVocabulary, any Error> {
    let file = try Safetensors(bytes: FileReader.contents(of: repository + "/Models/minilm-tokens.safetensors"))
    let lines = try #require(file.tensors["vocabulary"]?.bytes)
    return try #require(WordPieceVocabulary(lines: lines))
  }

  /// The reference's id of a piece.
  static func id(_ piece: UInt16) -> Int { piece == 0 ? 100 : Int(piece) + 998 }
}
