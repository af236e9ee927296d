internal import PointsmanNumerics

/// Where the scores of a batch of problems stand in the columns of B, Z and R, and which of them count on a row.
///
/// Score k of problem p stands in column k L + p, where L is the number of problems rounded up to whole `Lanes`: eight
/// neighbouring columns are then the same score of eight problems. The columns between are padding, of weight 0.
struct BatchLayout {
  let problems: [Problem]
  /// K.
  let scores: Int
  /// L / 8.
  let groups: Int
  /// For each group, and each of its lanes, the first output of its problem.
  let firstOutputs: [SIMD8<Int>]
  /// For each fold (one if there are none) 1 or 0 for each column, in groups: whether the score counts on its rows.
  let masks: [[Lanes]]
  /// For each fold the problems that hold it out.
  let holdingOut: [[Int]]

  /// L.
  var stride: Int { groups * Lanes.scalarCount }
  /// K L.
  var columns: Int { scores * stride }

  init(_ problems: [Problem], _ targets: Targets, _ constants: [ConstantFit]) {
    let groups = (problems.count + Lanes.scalarCount - 1) / Lanes.scalarCount
    let scores = targets.scores
    let folds = max(1, (targets.folds.max() ?? 0) + 1)
    masks = (0..<folds).map { fold in
      (0..<scores * groups).map { index in
        let (k, group) = index.quotientAndRemainder(dividingBy: groups)
        var lanes = Lanes()
        for lane in 0..<Lanes.scalarCount {
          let p = group * Lanes.scalarCount + lane
          guard p < problems.count, problems[p].heldOutFold != fold, constants[p].isLearnable[k] else { continue }
          lanes[lane] = 1
        }
        return lanes
      }
    }
    holdingOut = (0..<folds).map { fold in problems.indices.filter { problems[$0].heldOutFold == fold } }
    firstOutputs = (0..<groups).map { group in
      var outputs = SIMD8<Int>()
      for (lane, problem) in problems.dropFirst(group * Lanes.scalarCount).prefix(Lanes.scalarCount).enumerated() {
        outputs[lane] = problem.task * scores
      }
      return outputs
    }
    (self.problems, self.scores, self.groups) = (problems, scores, groups)
  }

  /// Writes the scores of `rows` under the problems that hold them out to their places in an n × M matrix.
  func scatter(_ heldOut: [Float], rows: Range<Int>, _ targets: Targets, to matrix: inout Matrix) {
    guard !heldOut.isEmpty else { return }
    var next = 0
    for row in rows {
      for p in holdingOut[targets.folds.isEmpty ? 0 : targets.folds[row]] {
        for k in 0..<scores {
          matrix[row, problems[p].task * scores + k] = heldOut[next]
          next += 1
        }
      }
    }
  }

  /// The column of score `k` of `problem`.
  func column(_ problem: Int, _ k: Int) -> Int { k * stride + problem }
}
