public import Pointsman
internal import PointsmanSupport

/// Vectors that a caller gives with prompts, read from a file: all of one dimension, every number finite.
public struct VectorFile: Sendable {
  /// Where the file was read from, for errors.
  public let path: String
  /// What made them.
  public let source: VectorSource
  /// D: how many numbers a vector has.
  public let dimension: Int
  /// n × D, row-major.
  let values: [Float]
  /// For each id its row; nil where the vectors go with the prompts in their order.
  let places: [String: Int]?

  /// n: how many vectors there are.
  public var count: Int { values.count / dimension }

  /// Reads JSON Lines or safetensors, told apart by the first bytes.
  ///
  /// - JSON Lines: `{"id": "…", "vector": […]}` a line, each id once.
  /// - safetensors: one F32 tensor, n × D. Its rows go with the prompts in their order or, where the metadata has `ids`
  ///   (the text of a JSON array of n strings), by id. The metadata may have `name` and `digest`.
  ///
  /// `name` and `digest` state the source of the vectors, before what the file says of it; without either the name is
  /// the file's own, less folder and extension, and the digest the name's.
  public init(contentsOf path: String, name: String? = nil, digest: String? = nil) throws(OutcomesError) {
    let content = try Self.isSafetensors(path) ? Content(tensorIn: path) : Content(linesOf: path)
    let stated = name ?? content.name ?? Self.stem(path)
    guard !stated.isEmpty else {
      throw .unsuitableVectors(path: path, found: "an empty name", expected: "a name for the source of the vectors")
    }
    let digest = digest ?? content.digest
    guard let source = digest.map({ VectorSource(name: stated, digest: $0) }) ?? VectorSource(named: stated) else {
      throw .unsuitableVectors(
        path: path, found: "the digest \"\(digest ?? "")\"", expected: "64 lower-case hexadecimal digits")
    }
    self.path = path
    self.source = source
    (dimension, values, places) = (content.dimension, content.values, content.places)
  }

  /// What the two formats have in common.
  struct Content {
    var dimension: Int
    var values: [Float]
    var places: [String: Int]?
    var name: String?
    var digest: String?
  }

  /// Whether the file begins like safetensors: a length below 2³² in eight bytes, where JSON has no zeros.
  private static func isSafetensors(_ path: String) throws(OutcomesError) -> Bool {
    var start = [UInt8](repeating: 0, count: 8)
    do {
      let count = try FileReader(path: path).read(into: &start)
      return count == 8 && start[4...].allSatisfy { $0 == 0 }
    } catch {
      throw .unreadable(path: path, reason: error.reason)
    }
  }

  /// The file's name without folder and extension.
  private static func stem(_ path: String) -> String {
    let file = path.split(separator: "/").last ?? ""
    return String(file.lastIndex(of: ".").map { file[..<$0] } ?? file)
  }
}
