/// A golden prompt as the dense part of a router sees it.
package struct DenseExample: Sendable {
  /// The numbers that each dense block reads.
  package let inputs: [Block: [Float]]
  /// What the blocks that read text by tables add to the logits, M numbers, intercepts left out.
  package let rest: [Float]
  /// What the whole router says.
  package let probabilities: [Double]
}

extension Router {
  /// The golden prompts of a router without neighbours and context block, taken apart.
  package func denseExamples() throws(RouterError) -> [DenseExample] {
    var manifest = manifest
    (manifest.vectors, manifest.hasStructuralBlock) = ([], false)
    let tables = try Router(
      manifest: manifest,
      heads: RouterHeads(
        lexical: heads.lexical, semantic: heads.semantic, intercepts: [Float](repeating: 0, count: models.count)))
    var examples: [DenseExample] = []
    for (index, golden) in manifest.golden.enumerated() {
      var inputs: [Block: [Float]] = [:]
      if heads.structural != nil { inputs[.structural] = StructuralFeatures.values(of: golden.prompt) }
      for block in heads.vectors { inputs[block.specification.block] = block.goldenVector(index).values }
      examples.append(
        DenseExample(
          inputs: inputs, rest: try tables.logits(for: golden.prompt), probabilities: golden.probabilities))
    }
    return examples
  }
}
