/// A head for one more model, as a mix of the heads that a router has: it needs no features that the file has folded away.
///
///     z_new = b + Σ_f Σ_m a_fm z_fm + Σ_j w_j x_j
///
/// z_fm is what block f adds to the logit of model m, x_j a scaled structural feature.
package struct AddedHead: Sendable {
  /// b.
  package let intercept: Float
  /// a: for each block that adds to a logit, in the order of `RouterHeads.blocks`, M weights.
  package let mix: [[Float]]
  /// w, one a structural feature; none in a router without the structural block.
  package let form: [Float]

  package init(intercept: Float, mix: [[Float]], form: [Float]) {
    (self.intercept, self.mix, self.form) = (intercept, mix, form)
  }
}

extension RouterHeads {
  /// The blocks that add up to a logit, each alone and without intercepts.
  package var blocks: [RouterHeads] {
    let bare = RouterHeads(intercepts: intercepts.map { _ in 0 })
    var blocks: [RouterHeads] = []
    func add(_ change: (inout RouterHeads) -> Void) {
      var block = bare
      change(&block)
      blocks.append(block)
    }
    if let lexical { add { $0.lexical = lexical } }
    if let structural { add { $0.structural = structural } }
    if let semantic { add { $0.semantic = semantic } }
    for vector in vectors { add { $0.vectors = [vector] } }
    return blocks
  }

  /// The same heads, number for number, with one more column at `place`. Tags leave the new model's probability alone.
  func adding(_ head: AddedHead, at place: Int) -> RouterHeads {
    precondition(neighbours == nil && kinds == nil && head.mix.count == summands)
    var mixes = head.mix[...]
    return RouterHeads(
      lexical: lexical.map { $0.adding(mixes.removeFirst(), at: place) },
      structural: structural.map { $0.adding(mixes.removeFirst(), form: head.form, at: place) },
      semantic: semantic.map { $0.adding(mixes.removeFirst(), at: place) },
      vectors: vectors.map { $0.adding(mixes.removeFirst(), at: place) },
      context: context.map { $0.adding(at: place) },
      intercepts: intercepts.inserting(column: [head.intercept], at: place, of: intercepts.count))
  }
}

extension Array {
  /// A row-major matrix of `width` columns with one more at `place`.
  func inserting(column: [Element], at place: Int, of width: Int) -> [Element] {
    var matrix: [Element] = []
    matrix.reserveCapacity(count + column.count)
    for (row, value) in column.enumerated() {
      matrix += self[row * width..<row * width + place]
      matrix.append(value)
      matrix += self[row * width + place..<(row + 1) * width]
    }
    return matrix
  }
}
