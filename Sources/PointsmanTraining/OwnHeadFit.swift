internal import Pointsman
internal import PointsmanNumerics
internal import PointsmanRegression

/// A head for one more model that is fitted to its own outcomes alone, over a router's features: what training would give
/// a router of this model, with the router's document frequencies and scalings.
///
/// It uses no logit of the other models, so that its held-out figures are true even where the router was trained on the same
/// prompts.
struct OwnHeadFit {
  /// Heads of one model.
  let heads: RouterHeads
  let calibration: Calibration
  /// For each row the probability by heads, penalties, stacking and a calibration that did not see it.
  let heldOut: [Double]
  let largestGradient: Double

  /// - Parameters:
  ///   - set: the outcomes of one model, read with token vectors where the router has a semantic block.
  init(_ router: Router, _ set: FeaturizedTable, _ targets: Targets, threads: Int) throws(TrainingError) {
    var blocks: [any BlockFit] = []
    for head in router.heads.families { blocks.append(try Self.fit(head, set, targets, threads: threads)) }
    let families = blocks.flatMap(\.families)
    let paths = families.map(\.path)
    let selection = ModelSelection(paths: paths, targets: targets)
    let others = (0...(targets.folds.max() ?? 0)).map { fold in
      ModelSelection(paths: paths, targets: targets, excluding: fold)
    }
    heldOut = (0..<targets.rows).map { others[targets.folds[$0]].probability(row: $0, model: 0) }
    calibration = selection.calibrations[0]
    let solutions = families.enumerated().map { family, fit in
      fit.solve(targets, selection.problems(of: fit.path, family: family))
    }
    var rest = solutions.enumerated().map { selection.stacked($1.coefficients, family: $0) }[...]
    var single: [any BlockHead] = []
    for block in blocks {
      single.append(block.head(Array(rest.prefix(block.families.count))))
      rest = rest.dropFirst(block.families.count)
    }
    let intercept = solutions.enumerated().reduce(Float(0)) {
      $0 + selection.stacked($1.element.intercepts, family: $1.offset)[0]
    }
    heads = RouterHeads(single, intercepts: [intercept])
    let certificates = paths.flatMap { $0.certificates.joined() } + solutions.flatMap(\.certificates)
    largestGradient = certificates.map(\.gradientNorm).max() ?? 0
  }

  /// The block of `head` fitted to the set, its features as in the router.
  private static func fit(
    _ head: any BlockHead, _ set: FeaturizedTable, _ targets: Targets, threads: Int
  ) throws(TrainingError) -> any BlockFit {
    switch head {
    case let head as LexicalHead: return try LexicalFit(set, targets, threads: threads, weighingAs: head)
    case let head as VectorHead:
      return try VectorFit(set.table, head.block, targets, threads: threads, scaling: head.scaling)
    default: break
    }
    if head is SemanticHead && set.tokens == nil { throw .noTokens }
    do throws(RegressionError) {
      switch head {
      case let head as StructuralHead:
        return try StructuralFit(set.features, targets, threads: threads, scaling: head.scaling)
      case is SemanticHead: return try SemanticFit(set, targets, threads: threads)
      default: preconditionFailure("the \(head.block.rawValue) block has no place for one more model")
      }
    } catch {
      throw .regression(error)
    }
  }
}
