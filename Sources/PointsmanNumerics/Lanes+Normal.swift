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
