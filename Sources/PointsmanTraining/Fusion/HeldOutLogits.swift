/// Held-out logits of one model's head on the rows it was observed on, block by block: what fusion and calibration learn from.
struct HeldOutLogits {
  /// One array a block; element k belongs to labels[k].
  let blocks: [[Float]]
  let labels: [Float]
  let weights: [Float]
  /// The fold that held the row out.
  let folds: [Int]
}
