package import PointsmanSupport

/// The weights of a trained router: its heads, each block at most once, in the order of `Block.heads`; and the intercepts.
package struct RouterHeads: Sendable, RandomAccessCollection {
  private let heads: [any BlockHead]
  /// M numbers.
  package var intercepts: [Float]
  /// True if a head reads what each family adds to the logits.
  private let readsShares: Bool

  /// Takes heads in any order. A block that comes twice traps.
  package init(_ heads: [any BlockHead] = [], intercepts: [Float]) {
    self.heads = heads.sorted { $0.block.rank < $1.block.rank }
    precondition(Set(heads.map(\.block)).count == heads.count, "a router has one head a block")
    self.intercepts = intercepts
    readsShares = heads.contains(where: \.readsShares)
  }

  package var startIndex: Int { 0 }
  package var endIndex: Int { heads.count }
  package subscript(position: Int) -> any BlockHead { heads[position] }

  /// The head of this type; nil when the router has none. Of the heads that read vectors it is the first.
  package subscript<Head: BlockHead>(type: Head.Type) -> Head? {
    for head in heads { if let head = head as? Head { return head } }
    return nil
  }

  /// The heads that add to a logit.
  package var families: [any BlockHead] { heads.filter(\.block.isFamily) }

  /// Throws `RouterError.malformed` unless all parts fit each other and so many models.
  func validate(models count: Int) throws(RouterError) {
    guard count > 0, intercepts.count == count, intercepts.allSatisfy(\.isFinite) else {
      throw .malformed(fault: "the intercepts do not fit \(count) models")
    }
    guard heads.allSatisfy({ $0.models == count }) else {
      throw .malformed(fault: "the weights do not fit \(count) models")
    }
    for head in heads { if let error = head.validationError(among: self) { throw .malformed(fault: error) } }
  }
}

// Routing.

extension RouterHeads {
  /// For each model its logit before calibration.
  func logits(of reading: inout PromptReading) throws(RouterError) -> [Float] {
    var (logits, shares) = try sum(of: &reading)
    for head in heads { head.stack(&logits, shares: shares) }
    return logits
  }

  /// The parts of every logit, the intercepts first.
  func contributions(of reading: inout PromptReading) throws(RouterError) -> [Contribution] {
    var contributions = [
      Contribution(source: .baseline, text: "any prompt, before it is read", values: intercepts.map(Double.init))
    ]
    for head in heads { contributions += try head.contributions(of: &reading) }
    let shares = try sum(of: &reading).shares
    for head in heads { head.stack(&contributions, shares: shares) }
    return contributions
  }

  /// The sum of intercepts and families, M numbers; and, if a head reads them, the families' shares, families × M.
  private func sum(of reading: inout PromptReading) throws(RouterError) -> (logits: [Float], shares: [Float]) {
    var logits = intercepts
    var (shares, before) = ([Float](), logits)
    for head in heads where head.block.isFamily {
      try head.addLogits(of: &reading, to: &logits)
      guard readsShares else { continue }
      for model in logits.indices { shares.append(logits[model] - before[model]) }
      before = logits
    }
    return (logits, shares)
  }
}

// Growth by one model.

extension RouterHeads {
  /// The same heads, number for number, with one more column at `place`. No head may have an `additionObstacle`.
  func adding(_ head: AddedHead, at place: Int) -> RouterHeads {
    precondition(head.mix.count == families.count, "an added head mixes every family of the router")
    var mixes = head.mix[...]
    return RouterHeads(
      heads.map { block in
        let mix = block.block.isFamily ? mixes.removeFirst() : []
        return block.adding(mix: mix, structural: head.structural, at: place)
      },
      intercepts: intercepts.inserting(column: [head.intercept], at: place, of: intercepts.count))
  }
}

extension RouterHeads {
  /// The same heads, number for number, with the column of `single`, heads of one model, at `place`. A head that `single`
  /// lacks adds nothing to the new model's logit. No head may have an `additionObstacle`.
  func adding(columnOf single: RouterHeads, at place: Int) -> RouterHeads {
    RouterHeads(
      heads.map { head in
        single.first { $0.block == head.block }.map { head.adding(columnOf: $0, at: place) }
          ?? head.adding(mix: [], structural: [], at: place)
      },
      intercepts: intercepts.inserting(column: single.intercepts, at: place, of: intercepts.count))
  }
}

// Router files.

extension RouterHeads {
  private static let interceptsName = "intercepts"

  /// All tensors by name.
  package var tensors: [String: Safetensors.Tensor] {
    var tensors = [Self.interceptsName: Safetensors.Tensor(shape: [intercepts.count], intercepts)]
    for head in heads {
      tensors.merge(head.tensors) { _, _ in preconditionFailure("two blocks have a tensor of one name") }
    }
    return tensors
  }

  /// Reads the blocks that `manifest` calls for. A tensor that is missing, superfluous or of the wrong shape is
  /// `RouterError.malformed`, and so are blocks out of order.
  init(reading tensors: [String: Safetensors.Tensor], for manifest: RouterManifest) throws(RouterError) {
    var reader = TensorReader(tensors)
    let count = manifest.models.count
    let ranks = manifest.blocks.map(\.block.rank)
    guard zip(ranks, ranks.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw .malformed(fault: "its manifest's blocks are not in order, each once")
    }
    var heads = RouterHeads(intercepts: try reader.floats(Self.interceptsName, [count]))
    for entry in manifest.blocks {
      let head = try entry.block.headType.init(reading: &reader, entry, models: count, after: heads)
      heads = RouterHeads(heads.heads + [head], intercepts: heads.intercepts)
    }
    try reader.checkAllRead()
    self = heads
  }
}
