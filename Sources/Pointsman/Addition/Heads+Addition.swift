extension LexicalHeads {
  /// One more column, a mix of the others. They and their scales stay as they are, for each column has a scale of its own.
  func adding(_ mix: [Float], at place: Int) -> LexicalHeads {
    let factors = [0] + zip(mix, scales.dropFirst()).map(*)
    let column = QuantizedColumns(mixed(rows, by: factors), columns: 1, limit: Int16.max)
    return LexicalHeads(
      specification: specification, models: models + 1,
      rows: rows.inserting(column: column.rows, at: 1 + place, of: 1 + models),
      scales: scales.inserting(column: column.scales, at: 1 + place, of: 1 + models))!
  }
}

extension SemanticHeads {
  /// One more column, a mix of the others, which stay as they are.
  func adding(_ mix: [Float], at place: Int) -> SemanticHeads {
    let column = Self.quantized(mixed(rows, by: zip(mix, scales).map { $0 * $1 / 256 }), models: 1)
    return SemanticHeads(
      vocabulary: vocabulary, models: models + 1, rows: rows.inserting(column: column.rows, at: place, of: models),
      scales: scales.inserting(column: column.scales, at: place, of: models))!
  }
}

extension StructuralHeads {
  /// One more column, a mix of the others plus `form`.
  func adding(_ mix: [Float], form: [Float], at place: Int) -> StructuralHeads {
    let column = zip(mixed(weights, by: mix), form).map(+)
    return StructuralHeads(
      scaling: scaling, weights: weights.inserting(column: column, at: place, of: models), models: models + 1)!
  }
}

extension VectorHeads {
  /// One more column, a mix of the others.
  func adding(_ mix: [Float], at place: Int) -> VectorHeads {
    VectorHeads(
      specification: specification, scaling: scaling,
      weights: weights.inserting(column: mixed(weights, by: mix), at: place, of: models), models: models + 1)!
  }
}

extension ContextHeads {
  /// One more column that changes nothing: slope 1, and 0 for the rest.
  func adding(at place: Int) -> ContextHeads {
    func column(_ matrix: [Float], _ value: Float) -> [Float] {
      matrix.inserting(column: matrix.indices.prefix(matrix.count / models).map { _ in value }, at: place, of: models)
    }
    return ContextHeads(
      tags: tags, models: models + 1, slopes: column(slopes, 1), intercepts: column(intercepts, 0),
      weights: column(weights, 0))!
  }
}

/// The matrix, row-major with a column a factor, times the factors.
private func mixed(_ rows: [some BinaryInteger], by factors: [Float]) -> [Float] {
  stride(from: 0, to: rows.count, by: factors.count).map { row in
    factors.indices.reduce(Float(0)) { $0 + factors[$1] * Float(rows[row + $1]) }
  }
}

private func mixed(_ rows: [Float], by factors: [Float]) -> [Float] {
  stride(from: 0, to: rows.count, by: factors.count).map { row in
    factors.indices.reduce(Float(0)) { $0 + factors[$1] * rows[row + $1] }
  }
}
