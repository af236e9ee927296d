public import Pointsman

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
