extension RouterSweep {
  /// The 32 values of RouterBench's grid, in USD that a score of 1 is worth.
  ///
  /// Source: withmartian/routerbench at 8ef22cf, `utils.py`.
  package static let willingnessToPay: [Double] = [
    1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 5e-3, 0.01, 0.1, 0.5, 1, 1.5, 2, 10, 50, 100, 500, 1e3, 2e3, 3e3,
    4e3, 5e3, 7.5e3, 1e4, 2.5e4, 5e4, 7.5e4, 1e5, 1e6, 1e9,
  ]

  /// The point reached at the price λ, score per USD; nil without prompts. O(log steps).
  package func point(at lambda: Double) -> CostQualityPoint? {
    precondition(lambda >= 0, "a price is not negative")
    var (low, high) = (0, steps.count)
    while low < high {
      let middle = (low + high) / 2
      if steps[middle].lambda <= lambda { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? steps[low - 1].point : nil
  }

  /// The sweep as RouterBench takes it: one point for each willingness to pay w of its grid, λ = 1/w.
  ///
  /// A grid misses what happens between its values; for a figure to stand beside a published one. O(log steps) each.
  package var routerBenchPoints: [CostQualityPoint] { Self.willingnessToPay.compactMap { point(at: 1 / $0) } }
}
