import Testing

@testable import Pointsman

@Suite("FeatureScaling")
struct FeatureScalingTests {
  @Test("Means and deviations are those of each column")
  func fitting() {
    // Columns 1, 3, 5, 7 (mean 4, variance 5) and 2, 2, 2, 2, and 0, 0, 0, 8 (mean 2, variance 12).
    let scaling = FeatureScaling(fitting: [1, 2, 0, 3, 2, 0, 5, 2, 0, 7, 2, 8], count: 3)
    #expect(scaling.means == [4, 2, 2])
    #expect(abs(scaling.inverseDeviations[0] - 1 / Float(5).squareRoot()) < 1e-6)
    #expect(scaling.inverseDeviations[1] == 0)
    #expect(abs(scaling.inverseDeviations[2] - 1 / Float(12).squareRoot()) < 1e-6)
  }

  @Test("A feature that never varied takes no part, whatever its value")
  func constant() {
    let scaling = FeatureScaling(fitting: [0.1, 0.1, 0.1], count: 1)
    for value in [0.1, 5, -1e6] as [Float] { #expect(scaling.scaled(value, 0) == 0) }
  }

  @Test("Scaled values are odd about the mean, rise all the way, and stay within 6")
  func bounded() throws {
    let scaling = try #require(FeatureScaling(means: [1], inverseDeviations: [0.5]))
    var last = -Float.infinity
    for step in -400...400 {
      let value = scaling.scaled(1 + Float(step) / 8, 0)
      #expect(value > last && abs(value) < 6)
      #expect(value == -scaling.scaled(1 - Float(step) / 8, 0))
      last = value
    }
    #expect(scaling.scaled(1, 0) == 0)
    #expect(abs(scaling.scaled(1e9, 0) - 6) < 1e-4)
  }

  @Test("The bound is reached, and nothing is undefined, as far as numbers go")
  func extremes() throws {
    let largest = Float.greatestFiniteMagnitude
    let scaling = try #require(FeatureScaling(means: [0, largest, -largest], inverseDeviations: [1, 0, largest]))
    for value in [1e8, 1e9, 1e18, 1e30, largest] as [Float] {
      #expect(abs(scaling.scaled(value, 0) - 6) < 1e-5 && abs(scaling.scaled(-value, 0) + 6) < 1e-5)
      #expect(scaling.scaled(-value, 1) == 0)
      #expect(scaling.scaled(value, 2) == 6)
    }
  }

  @Test("Within two deviations a value moves by less than 6 %, and no step in it is larger than its own")
  func smooth() throws {
    let scaling = try #require(FeatureScaling(means: [0], inverseDeviations: [1]))
    for step in 1...200 {
      let z = Float(step) / 100
      #expect(scaling.scaled(z, 0) > 0.94 * z)
      #expect(scaling.scaled(z, 0) <= z)
      #expect(scaling.scaled(z, 0) - scaling.scaled(z - 0.01, 0) <= 0.01 + 1e-6)
    }
  }

  @Test("Numbers that are not finite, or do not match, are no scaling; no rows give one that ignores all")
  func invalid() {
    #expect(FeatureScaling(means: [0], inverseDeviations: []) == nil)
    #expect(FeatureScaling(means: [.nan], inverseDeviations: [1]) == nil)
    #expect(FeatureScaling(means: [0], inverseDeviations: [.infinity]) == nil)
    #expect(FeatureScaling(fitting: [], count: 2).inverseDeviations == [0, 0])
  }
}
