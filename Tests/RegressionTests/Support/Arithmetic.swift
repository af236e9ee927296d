/// aᵀb.
func dot(_ a: [Double], _ b: [Double]) -> Double {
  precondition(a.count == b.count)
  var sum = 0.0
  for j in a.indices { sum += a[j] * b[j] }
  return sum
}

/// The largest difference between two lists of numbers.
func distance(_ a: [Double], _ b: [Double]) -> Double {
  precondition(a.count == b.count)
  var largest = 0.0
  // A NaN must not pass for a small difference.
  for j in a.indices where !(abs(a[j] - b[j]) <= largest) { largest = abs(a[j] - b[j]) }
  return largest
}

/// How far two optima may lie apart whose gradients are within 1e-6: the objectives of the tests curve by at least 0.01.
let optimumTolerance = 2e-4
