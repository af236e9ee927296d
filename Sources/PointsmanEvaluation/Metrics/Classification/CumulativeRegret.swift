/// What a stream of choices has left on the table so far: Σ_{j ≤ i} max_m u_jm − u_{j,r_j}, for each i.
///
/// A router that learns bends the curve down; a fixed one climbs in a straight line. A prompt whose chosen model was not
/// observed adds nothing.
///
/// - Parameters:
///   - choices: the n chosen models in the order of the stream, as column numbers.
///   - utilities: n × models, row-major; NaN for a missing cell.
/// - Returns: n numbers, none smaller than the one before.
/// - Complexity: O(n · models).
package func cumulativeRegret(choices: [Int], utilities: [Double], models: Int) -> [Double] {
  precondition(utilities.count == choices.count * models, "utilities are prompts × models")
  var total = 0.0
  return choices.enumerated().map { row, choice in
    total += regret(choice: choice, utilities: utilities[row * models..<(row + 1) * models]) ?? 0
    return total
  }
}
