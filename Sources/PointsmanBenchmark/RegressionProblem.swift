internal import ArgumentParser
internal import PointsmanNumerics
internal import PointsmanSupport

/// A regression problem, from disk or random: a design, dense or sparse, and labels.
struct RegressionProblem {
  enum Design {
    case dense(Matrix)
    case sparse(SparseRows)
  }
  let name: String
  let design: Design
  /// n × M.
  let labels: Matrix

  var rows: Int { labels.rows }
  var features: Int {
    switch design {
    case .dense(let matrix): matrix.columns
    case .sparse(let rows): rows.columns
    }
  }
  /// The memory of the design's numbers, in bytes.
  var mebibytes: Double {
    switch design {
    case .dense(let matrix): Double(matrix.values.count) * 4 / 1_048_576
    case .sparse(let rows): Double(rows.values.count * 8 + rows.offsets.count * 8) / 1_048_576
    }
  }

  /// Reads a folder: `meta.json` with n, d and models; `y_binary.f32` or `y_soft.f32`, n × models; and the design,
  /// `x.f32`, n × d, or in CSR `indptr.i64`, `indices.u32` and `values.f32`. All little-endian and row-major.
  init(folder: String, labels kind: String) throws {
    let meta = try JSONValue(parsing: try RawFile.bytes("\(folder)/meta.json"))
    guard let n = meta["n"]?.integer, let d = meta["d"]?.integer, let models = meta["models"]?.integer else {
      throw ValidationError("\(folder)/meta.json: found no whole numbers n, d and models")
    }
    name = folder
    labels = Matrix(
      rows: n, columns: models, values: try RawFile.floats("\(folder)/y_\(kind).f32", count: n * models))
    guard let nonZeros = meta["nonzeros"]?.integer else {
      design = .dense(
        Matrix(rows: n, columns: d, values: try RawFile.floats("\(folder)/x.f32", count: n * d)))
      return
    }
    let offsets = try RawFile.numbers("\(folder)/indptr.i64", count: n + 1, width: 8) { Int(Int64(bitPattern: $0)) }
    design = .sparse(
      SparseRows(
        columns: d, offsets: offsets,
        indices: try RawFile.numbers("\(folder)/indices.u32", count: nonZeros, width: 4) { UInt32($0) },
        values: try RawFile.floats("\(folder)/values.f32", count: nonZeros)))
  }

  /// Gaussian features whose variances fall as 1, ½, ⅓ …, mixed, and labels drawn by logistic models that share most of
  /// their direction.
  init(rows: Int, features: Int, models: Int) {
    name = "synthetic"
    var generator = Normal(seed: 7)
    let scale = 1 / Float(features).squareRoot()
    var mixing = Matrix(rows: features, columns: features)
    for i in 0..<features {
      let deviation = (1 / Float(i + 1)).squareRoot() * scale * 8
      for j in 0..<features { mixing[i, j] = generator.next() * deviation }
    }
    var directions = Matrix(rows: features, columns: models)
    for j in 0..<features {
      let common = 0.8 * generator.next()
      for m in 0..<models { directions[j, m] = (common + 0.6 * generator.next()) * scale }
    }
    var design = Matrix(rows: rows, columns: features)
    var labels = Matrix(rows: rows, columns: models)
    let panel = 1024
    for start in stride(from: 0, to: rows, by: panel) {
      let count = min(panel, rows - start)
      let noise = Matrix(
        rows: count, columns: features, values: (0..<count * features).map { _ in generator.next() })
      let x = BLAS.product(noise, mixing)
      let z = BLAS.product(x, directions)
      for row in 0..<count {
        for j in 0..<features { design[start + row, j] = x[row, j] }
        for m in 0..<models {
          let p = Lanes.sigmoid(Lanes(repeating: 1.5 * z[row, m] + 3 * Float(m) / Float(max(1, models - 1)) - 1))[0]
          labels[start + row, m] = generator.uniform() < p ? 1 : 0
        }
      }
    }
    (self.design, self.labels) = (.dense(design), labels)
  }
}

/// Normal numbers, twelve uniform ones added up: near enough for a benchmark.
private struct Normal {
  private var generator: SplitMix64

  init(seed: UInt64) { generator = SplitMix64(seed: seed) }

  /// In [0, 1).
  mutating func uniform() -> Float { Float(generator.next() >> 40) * 0x1p-24 }

  mutating func next() -> Float {
    var sum: Float = -6
    for _ in 0..<3 {
      let word = generator.next()
      for part in 0..<4 { sum += Float((word >> (16 * part)) & 0xFFFF) * 0x1p-16 }
    }
    return sum
  }
}

/// Files of numbers, little-endian, with nothing around them.
enum RawFile {
  static func bytes(_ path: String) throws -> [UInt8] {
    do {
      return try FileReader.contents(of: path)
    } catch {
      throw ValidationError("\(path): \(error.reason)")
    }
  }

  static func floats(_ path: String, count: Int) throws -> [Float] {
    try numbers(path, count: count, width: 4) { Float(bitPattern: UInt32($0)) }
  }

  /// The `count` numbers of a file that holds exactly as many, each made of the bits of its `width` bytes. The file is read in
  /// pieces, so that memory holds it once.
  static func numbers<Number>(_ path: String, count: Int, width: Int, _ decode: (UInt64) -> Number) throws -> [Number] {
    var numbers: [Number] = []
    numbers.reserveCapacity(count)
    do {
      let file = try FileReader(path: path)
      var (chunk, filled) = ([UInt8](repeating: 0, count: 1 << 20), 0)
      while true {
        var rest = [UInt8](repeating: 0, count: chunk.count - filled)
        let read = try file.read(into: &rest)
        if read == 0 { break }
        chunk.replaceSubrange(filled..<filled + read, with: rest[..<read])
        filled += read
        let whole = filled / width * width
        for start in stride(from: 0, to: whole, by: width) {
          var bits: UInt64 = 0
          for k in (0..<width).reversed() { bits = bits << 8 | UInt64(chunk[start + k]) }
          numbers.append(decode(bits))
        }
        chunk.replaceSubrange(0..<filled - whole, with: Array(chunk[whole..<filled]))
        filled -= whole
      }
      guard filled == 0, numbers.count == count else {
        throw ValidationError("\(path): found \(numbers.count) numbers, expected \(count)")
      }
    } catch let failure as FileFailure {
      throw ValidationError("\(path): \(failure.reason)")
    }
    return numbers
  }

  static func write(_ numbers: [Float], to path: String) throws {
    var bytes = [UInt8]()
    bytes.reserveCapacity(numbers.count * 4)
    for number in numbers {
      for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: number.bitPattern >> UInt32(shift))) }
    }
    do {
      try AtomicFile.write(bytes, to: path)
    } catch {
      throw ValidationError("\(path): \(error.reason)")
    }
  }
}
