import Foundation
import Pointsman
import PointsmanNumerics
import PointsmanOutcomes
import Testing

@testable import PointsmanTraining

@Suite("LexicalDesign")
struct LexicalDesignTests {
  /// scikit-learn's rows; Golden/make_tfidf_golden.py makes them.
  private struct Golden: Decodable {
    let texts: [String]
    /// For each text [bucket, value] pairs.
    let words, characters: [[[Double]]]

    static func load() throws -> Golden {
      let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      return try JSONDecoder().decode(Golden.self, from: Data(contentsOf: folder.appending(path: "Golden/tfidf.json")))
    }
  }

  private static func features(of texts: [String]) -> PromptFeatures {
    let rows = texts.map { (row: OutcomeRow(id: "", prompt: Prompt($0)), outcomes: [String: Outcome]()) }
    return FeaturizedTable(OutcomeTable(rows: rows)).features
  }

  private static func design(of texts: [String], _ family: LexicalFamily) throws -> LexicalDesign {
    try LexicalDesign(features(of: texts).terms, family, .standard, scratch: Scratch())
  }

  @Test("Every row is that of scikit-learn's HashingVectorizer and TfidfTransformer", arguments: LexicalFamily.allCases)
  func golden(family: LexicalFamily) throws {
    let golden = try Golden.load()
    let design = try Self.design(of: golden.texts, family)
    let expected = family == .words ? golden.words : golden.characters
    let first = LexicalSpecification.standard.range(of: family).lowerBound
    #expect(design.matrix.rows == expected.count)
    for (row, pairs) in expected.enumerated() {
      let range = design.matrix.offsets[row]..<design.matrix.offsets[row + 1]
      let ours = range.map { k in
        (Int(design.buckets[Int(design.matrix.indices[k])]) - first, Double(design.matrix.values[k]))
      }.sorted { $0.0 < $1.0 }
      #expect(ours.map(\.0) == pairs.map { Int($0[0]) }, "buckets of \"\(golden.texts[row])\"")
      for (own, pair) in zip(ours, pairs) {
        #expect(abs(own.1 - pair[1]) < 2e-6, "bucket \(own.0) of \"\(golden.texts[row])\"")
      }
    }
  }

  @Test("Columns go from the most frequent bucket to the rarest, and every row has length 1 or 0")
  func columns() throws {
    let design = try Self.design(of: ["a b", "b c", "b", "", "c d"], .words)
    var documents = [Int](repeating: 0, count: design.matrix.columns)
    for index in design.matrix.indices { documents[Int(index)] += 1 }
    #expect(documents == documents.sorted(by: >))
    for row in 0..<design.matrix.rows {
      let values = design.matrix.values[design.matrix.offsets[row]..<design.matrix.offsets[row + 1]]
      #expect(abs(values.reduce(0) { $0 + $1 * $1 } - (row == 3 ? 0 : 1)) < 1e-6)
    }
  }
}
