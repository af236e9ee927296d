/// Eight problems side by side: one SIMD lane each. The sparse solver keeps a coefficient of eight columns in one
/// value.
public typealias Lanes = SIMD8<Float>

extension SIMD8 where Scalar == Float {
  /// e^x, lane by lane, with a relative error below 2e-7 on [-87, 88]; outside, the value at the nearer end.
  ///
  /// Cody–Waite reduction by multiples of ln 2 and the degree-5 polynomial of Cephes' `expf` (S. Moshier).
  @inlinable @inline(__always) public static func exp(_ x: Self) -> Self {
    let bounded = minimum(maximum(x, Self(repeating: -87)), Self(repeating: 88))
    // Adding 1.5 · 2^23 rounds to the nearest integer, which is then in the low bits of the sum.
    let shifted = bounded * 1.442_695_04 + 12_582_912
    let n = shifted - 12_582_912
    let r = bounded - n * 0.693_359_375 + n * 2.121_944_4e-4
    var p = r * 1.987_569_15e-4 + 1.398_199_95e-3
    p = p * r + 8.333_451_9e-3
    p = p * r + 4.166_579_6e-2
    p = p * r + 1.666_666_55e-1
    p = p * r + 5.000_000_12e-1
    p = p * r * r + r + 1
    let exponent = SIMD8<Int32>(truncatingIfNeeded: unsafe unsafeBitCast(shifted, to: SIMD8<UInt32>.self)) &<< 23
    return unsafe unsafeBitCast(
      unsafe unsafeBitCast(p, to: SIMD8<Int32>.self) &+ exponent, to: Self.self)
  }

  /// The logistic function 1 / (1 + e^-x), lane by lane.
  @inlinable @inline(__always) public static func sigmoid(_ x: Self) -> Self { 1 / (1 + exp(-x)) }

  /// ln(1 + t) for t in [0, 1], lane by lane; absolute error below 2e-7.
  ///
  /// ln(1 + t) = 2 artanh(t / (2 + t)), whose series converges fast there.
  @inlinable @inline(__always) public static func logOnePlus(_ t: Self) -> Self {
    let s = t / (t + 2)
    let q = s * s
    var series = q * (2 / 13) + 2 / 11
    series = series * q + 2 / 9
    series = series * q + 2 / 7
    series = series * q + 2 / 5
    series = series * q + 2 / 3
    series = series * q + 2
    return s * series
  }

  /// ln x, lane by lane, for normal x > 0; absolute error below 2e-7 (1 + |ln x|).
  ///
  /// x = m · 2^e with m in [√½, √2), and the polynomial of Cephes' `logf` (S. Moshier) for ln m.
  @inlinable public static func log(_ x: Self) -> Self {
    let bits = unsafe unsafeBitCast(x, to: SIMD8<UInt32>.self)
    // Counting from √½ = 0x3F3504F3 splits every binade there.
    let offset = bits &- 0x3F35_04F3
    let exponent = SIMD8<Int32>(truncatingIfNeeded: offset) &>> 23
    let mantissa = unsafe unsafeBitCast((offset & 0x007F_FFFF) &+ 0x3F35_04F3, to: Self.self)
    let e = Self(exponent)
    let r = mantissa - 1
    let square = r * r
    var p = r * 7.037_683_6e-2 - 1.151_461_03e-1
    p = p * r + 1.167_699_9e-1
    p = p * r - 1.242_014_1e-1
    p = p * r + 1.424_932_3e-1
    p = p * r - 1.666_805_8e-1
    p = p * r + 2.000_071_5e-1
    p = p * r - 2.499_999_4e-1
    p = p * r + 3.333_333_1e-1
    let tail = p * r * square - e * 2.121_944_4e-4 - square * 0.5
    return r + tail + e * 0.693_359_375
  }

  /// |x|, lane by lane.
  @inlinable @inline(__always) public var magnitude: Self {
    let bits = unsafe unsafeBitCast(self, to: SIMD8<UInt32>.self)
    return unsafe unsafeBitCast(bits & 0x7FFF_FFFF, to: Self.self)
  }

  // The standard library's pointwiseMax compares one lane after the other (Swift 6.3, seen in a profile); a selection by
  // mask becomes a few instructions a register.

  /// The larger number, lane by lane.
  @inlinable @inline(__always) public static func maximum(_ a: Self, _ b: Self) -> Self {
    a.replacing(with: b, where: b .> a)
  }

  /// The smaller number, lane by lane.
  @inlinable @inline(__always) public static func minimum(_ a: Self, _ b: Self) -> Self {
    a.replacing(with: b, where: b .< a)
  }
}

extension SIMD8 where Scalar == Float {
  /// The normal distribution function Φ(x) = ½ (1 + erf(x / √2)), lane by lane; absolute error below 4e-7.
  ///
  /// Abramowitz and Stegun 7.1.26: erfc z ≈ (a₁t + … + a₅t⁵) e^(−z²) with t = 1 / (1 + 0.3275911 z), z ≥ 0.
  @inlinable @inline(__always) public static func normalDistribution(_ x: Self) -> Self {
    let z = x.magnitude * 0.707_106_78
    let t = 1 / (z * 0.327_591_1 + 1)
    var p = t * 1.061_405_429 - 1.453_152_027
    p = p * t + 1.421_413_741
    p = p * t - 0.284_496_736
    p = p * t + 0.254_829_592
    let tail = p * t * exp(-z * z) * 0.5
    return (1 - tail).replacing(with: tail, where: x .< 0)
  }
}

/// The two inner loops of the sparse solver: a row of X against eight columns of coefficients at once.
///
/// They are the hot path of training, so look-ups are unchecked: `SparseRows` proves at construction that every
/// index is below `columns`, and each function checks once that the coefficients have that many rows.
extension SparseRows {
  /// x_i · V: for each lane the dot product of row `row` with that lane of `coefficients` (one `Lanes` a column of X).
  @inlinable public func dot(row: Int, _ coefficients: borrowing [Lanes]) -> Lanes {
    precondition(coefficients.count == columns)
    return unsafe indices.withElements { indices in
      unsafe values.withElements { values in
        unsafe coefficients.withUnsafeBufferPointer { coefficients in
          var (even, odd) = (Lanes(), Lanes())
          var k = offsets[row]
          let end = offsets[row + 1]
          // Safe: k stays in the row, and the row's indices are below coefficients.count.
          while k + 1 < end {
            unsafe even += coefficients[Int(indices[k])] * values[k]
            unsafe odd += coefficients[Int(indices[k + 1])] * values[k + 1]
            k += 2
          }
          if k < end { unsafe even += coefficients[Int(indices[k])] * values[k] }
          return even + odd
        }
      }
    }
  }

  /// V += x_iᵀ · amount: adds row `row`, times each lane of `amount`, to the coefficients.
  @inlinable public func accumulate(row: Int, _ amount: Lanes, into coefficients: inout [Lanes]) {
    precondition(coefficients.count == columns)
    unsafe indices.withElements { indices in
      unsafe values.withElements { values in
        unsafe coefficients.withUnsafeMutableBufferPointer { coefficients in
          // Safe: as above.
          for k in offsets[row]..<offsets[row + 1] {
            unsafe coefficients[Int(indices[k])] += amount * values[k]
          }
        }
      }
    }
  }
}
