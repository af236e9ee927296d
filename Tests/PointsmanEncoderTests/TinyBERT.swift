import Foundation
import Pointsman
import PointsmanNumerics
import Testing

@testable import PointsmanEncoder
@testable import PointsmanSupport

/// A BERT of two layers with random weights, and what it makes of three sequences; Golden/make_encoder_golden.py makes
/// both.
enum TinyBERT {
  static let golden = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")
  static let vocabulary = Array("[PAD]\n[UNK]\n[CLS]\n[SEP]\na\nb\nc\n##d\ne\n".utf8)

  static func weights() throws -> BERTWeights {
    let file = try Safetensors(bytes: FileReader.contents(of: golden.appending(path: "tiny-bert.safetensors").path))
    return BERTWeights(tensors: file.tensors, vocabulary: vocabulary, heads: 2)
  }

  static func encoder(layers: Int = 2, name: String = "tiny") throws -> SentenceEncoder {
    try #require(
      try weights().encoder(
        name: name, layers: layers, reached: [1] + Array(4..<9), classification: 2, separator: 3,
        provenance: ["license": "none"]))
  }

  struct Case {
    let pieces: [UInt16]
    /// The embedding's output, then each layer's, row after row.
    let states: [[Float]]
  }

  static func cases() throws -> [Case] {
    let json = try JSONValue(parsing: FileReader.contents(of: golden.appending(path: "tiny-bert.json").path))
    return try #require(json.array).map { entry in
      Case(
        pieces: try #require(entry["pieces"]?.array).compactMap { $0.integer.map { UInt16($0) } },
        states: try #require(entry["states"]?.array).map { try #require($0.doubles).map { Float($0) } }
      )
    }
  }
}
