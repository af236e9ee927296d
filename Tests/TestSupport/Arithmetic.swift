/// aᵀb.
public func dot(_ a: [Double], _ b: [Double]) -> Double {
  precondition(a.count == b.count)
  var sum = 0.0
  for j in a.indices { sum += a[j] * b[j] }
  return sum
}

/// The largest difference between two lists of numbers.
public func distance(_ a: [Double], _ b: [Double]) -> Double {
  precondition(a.count == b.count)
  var largest = 0.0
  // A NaN must not pass for a small difference.
  for j in a.indices where !(abs(a[j] - b[j]) <= largest) { largest = abs(a[j] - b[j]) }
  return largest
}

/// The numbers less their mean.
public func centred(_ a: [Double]) -> [Double] {
  let mean = a.reduce(0, +) / Double(a.count)
  return a.map { $0 - mean }
}

/// The solution s of A s = b, by Cholesky's factors; `a` is positive definite, its lower half given.
public func choleskySolve(_ a: [[Double]], _ b: [Double]) -> [Double] {
  var (l, s) = (a, b)
  let d = b.count
  for j in 0..<d {
    for i in j..<d {
      for k in 0..<j { l[i][j] -= l[i][k] * l[j][k] }
      l[i][j] = i == j ? l[j][j].squareRoot() : l[i][j] / l[j][j]
    }
  }
  for i in 0..<d {
    for k in 0..<i { s[i] -= l[i][k] * s[k] }
    s[i] /= l[i][i]
  }
  for i in (0..<d).reversed() {
    for k in 0..<d where k > i { s[i] -= l[k][i] * s[k] }
    s[i] /= l[i][i]
  }
  return s
}

/// How far two optima may lie apart whose gradients are within 1e-6: the objectives of the tests curve by at least 0.01.
public let optimumTolerance = 2e-4
