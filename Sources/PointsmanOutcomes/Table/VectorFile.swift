public import Pointsman
internal import PointsmanSupport

/// Vectors that a caller gives with prompts, read from a file: all of one dimension, every number finite.
///
/// ```swift
/// let vectors = try VectorFile(contentsOf: "vectors.safetensors", name: "my-encoder")
/// let joined = try outcomes.attaching(vectors)
/// ```
public struct VectorFile: Sendable {
  /// Where the file was read from, for errors.
  public let path: String
  /// Their source.
  public let source: VectorSource
  /// D: how many numbers a vector has.
  public let dimension: Int
  /// n × D, row-major.
  let values: [Float]
  /// For each id its row; nil where the vectors go with the prompts in their order.
  let places: [String: Int]?

  /// n: how many vectors there are.
  public var count: Int { values.count / dimension }

  /// Reads JSON Lines or safetensors, which the first bytes tell apart.
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

  /// The content of a file, in either format.
  fileprivate struct Content {
    var dimension: Int
    var values: [Float]
    var places: [String: Int]?
    var name: String?
    var digest: String?
  }

  /// True if the file begins like safetensors: a length below 2³² in eight bytes, where JSON has no zeros.
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

extension VectorFile.Content {
  /// Reads JSON Lines, `{"id": "…", "vector": […]}` a line; blank lines are passed over.
  init(linesOf path: String) throws(OutcomesError) {
    var file = try InputFile(path: path)
    try file.checkHasLines()
    var lines = TextLines(file)
    var (values, places) = ([Float](), [String: Int]())
    var dimension: Int?
    while true {
      let entry: (id: String, vector: [Float])?
      do throws(LineError<OutcomesError>) {
        entry = try lines.nextValue(Self.entry)
      } catch {
        throw error.error(path: path)
      }
      guard let entry else { break }
      func fault(found: String, expected: String) -> OutcomesError {
        .invalid(path: path, line: lines.number, column: 1, found: found, expected: expected)
      }
      guard entry.vector.count == dimension ?? entry.vector.count else {
        throw fault(
          found: "a vector of \(entry.vector.count) numbers", expected: "\(dimension ?? 0), as in the lines before")
      }
      guard places.updateValue(places.count, forKey: entry.id) == nil else {
        throw fault(found: "id \"\(entry.id)\" again", expected: "each id once")
      }
      dimension = entry.vector.count
      values += entry.vector
    }
    guard let dimension else {
      throw .unsuitableVectors(path: path, found: "no vector", expected: "{\"id\": \"…\", \"vector\": […]} a line")
    }
    (self.dimension, self.values, self.places) = (dimension, values, places)
  }

  private static func entry(_ json: inout JSONReader) throws(JSONError) -> (id: String, vector: [Float]) {
    var (id, vector): (String?, [Float]?)
    var object = try json.beginObject()
    while let key = try json.nextKey(&object) {
      switch key {
      case "id": id = try json.readIdentifier()
      case "vector": vector = try PromptVector.values(&json)
      default: try json.skipValue()
      }
    }
    guard let id, let vector else { throw json.missing("\"id\" and \"vector\"") }
    return (id, vector)
  }
}

extension VectorFile.Content {
  /// The most that is read of vectors in safetensors: 16 GiB.
  private static let limit = 16 << 30

  /// Reads safetensors: one F32 tensor, n × D, with its ids if the metadata names them.
  init(tensorIn path: String) throws(OutcomesError) {
    func fault(found: String, expected: String) -> OutcomesError {
      .unsuitableVectors(path: path, found: found, expected: expected)
    }
    let expected = "a safetensors file of one F32 tensor, n × D"
    let file: Safetensors
    do {
      file = try Safetensors(
        bytes: try FileReader.contents(of: path, limit: Self.limit, isExpected: Safetensors.mayBegin))
    } catch let error as FileFailure {
      throw .unreadable(path: path, reason: error.reason)
    } catch let error as SafetensorsError {
      throw fault(found: "a damaged one or another kind: \(error.fault)", expected: expected)
    } catch {
      throw fault(found: "\(error)", expected: expected)
    }
    guard file.tensors.count == 1, let tensor = file.tensors.values.first, let values = tensor.floats,
      tensor.shape.count == 2, !values.isEmpty
    else {
      let shapes = file.tensors.sorted { $0.key < $1.key }.map {
        "\"\($0.key)\" \($0.value.type.rawValue) \($0.value.shape)"
      }
      throw fault(found: shapes.isEmpty ? "no tensor" : shapes.joined(separator: ", "), expected: expected)
    }
    let dimension = tensor.shape[1]
    if let place = values.firstIndex(where: { !$0.isFinite }) {
      let (row, column) = place.quotientAndRemainder(dividingBy: dimension)
      throw fault(found: "\(values[place]) in row \(row), column \(column), from 0", expected: "finite numbers")
    }
    (self.dimension, self.values) = (dimension, values)
    (name, digest) = (file.metadata["name"], file.metadata["digest"])
    guard let text = file.metadata["ids"] else { return }
    guard let ids = (try? JSONValue(parsing: Array(text.utf8)))?.array?.map(\.string), !ids.contains(nil),
      ids.count == tensor.shape[0]
    else {
      throw fault(
        found: "metadata \"ids\" of another kind", expected: "the text of a JSON array of \(tensor.shape[0]) strings")
    }
    var places: [String: Int] = [:]
    for (row, id) in ids.compactMap({ $0 }).enumerated() where places.updateValue(row, forKey: id) != nil {
      throw fault(found: "id \"\(id)\" twice in metadata \"ids\"", expected: "each id once")
    }
    self.places = places
  }
}

extension VectorFile {
  /// The vector of the prompt at `index`, from 0, named `id`.
  public func vector(at index: Int, id: String?) throws(OutcomesError) -> PromptVector {
    let row: Int
    if let places {
      guard let id else {
        throw .unsuitableVectors(
          path: path, found: "vectors by id", expected: "an \"id\" for prompt \(index + 1)")
      }
      guard let place = places[id] else {
        throw .unsuitableVectors(path: path, found: "no vector of id \"\(id)\"", expected: "one for every prompt")
      }
      row = place
    } else {
      guard index < count else { throw unequal(prompts: "more than \(count)") }
      row = index
    }
    return PromptVector(Array(values[row * dimension..<(row + 1) * dimension]), source: source)
  }

  /// Checks that vectors in the prompts' order are as many as the prompts.
  public func check(prompts: Int) throws(OutcomesError) {
    if places == nil && prompts != count { throw unequal(prompts: "\(prompts)") }
  }

  /// The vector of a file for one prompt.
  public func onlyVector() throws(OutcomesError) -> PromptVector {
    guard count == 1 else {
      throw .unsuitableVectors(path: path, found: "\(count) vectors", expected: "one, for one prompt")
    }
    return PromptVector(values, source: source)
  }

  private func unequal(prompts: String) -> OutcomesError {
    .unsuitableVectors(
      path: path, found: "\(count) vectors without ids",
      expected: "one for each of the \(prompts) prompts, in their order")
  }
}

extension OutcomeTable {
  /// The same outcomes, each prompt with its vector for the external block.
  public func attaching(_ vectors: VectorFile) throws(OutcomesError) -> OutcomeTable {
    try vectors.check(prompts: rows.count)
    var table = self
    for index in rows.indices {
      table.rows[index].prompt.vectors[.external] = try vectors.vector(at: index, id: rows[index].id)
    }
    return table
  }
}
