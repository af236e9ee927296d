import Testing

@testable import PointsmanEvaluation

@Suite("Student's t")
struct StudentTTests {
  @Test(
    "SciPy's survival function agrees: P(|T| ≥ 0.1), P(|T| ≥ 1), P(|T| ≥ 2.5)",
    arguments: [
      (1, [0.936548965138893, 0.5, 0.24223788318168682]),
      (2, [0.9294654384141402, 0.4226497308103742, 0.12961172022151082]),
      (5, [0.9242301411546604, 0.3632174676491229, 0.05449009934237626]),
      (29, [0.9210324444873739, 0.32558198801619365, 0.018325344338426086]),
      (199, [0.9204449955339109, 0.31852491231977387, 0.013227259966507704]),
      (14_041, [0.9203457531166174, 0.31732774071072983, 0.012430645930723443]),
      (1_000_000, [0.9203443454920432, 0.3173107498335783, 0.012419489502163254]),
    ])
  func survival(freedom: Int, expected: [Double]) {
    for (t, p) in zip([0.1, 1, 2.5], expected) {
      let tolerance = freedom > 1_000 ? 1e-8 : 1e-13
      #expect(abs(StudentT.twoSided(t, freedom: freedom) - p) < tolerance)
      #expect(StudentT.twoSided(-t, freedom: freedom) == StudentT.twoSided(t, freedom: freedom))
    }
  }

  @Test(
    "Its 97.5 % quantile is SciPy's",
    arguments: [
      (1, 12.706204736174694), (2, 4.302652729749462), (5, 2.5705818356363146), (29, 2.045229642132703),
      (199, 1.9719565442517533), (14_041, 1.9601329520111468), (1_000_000, 1.959966356814107),
    ])
  func quantile(freedom: Int, expected: Double) {
    #expect(abs(StudentT.critical(twoSided: 0.05, freedom: freedom) / expected - 1) < 1e-8)
  }

  @Test("Ends: nothing is beyond infinity, everything beyond 0")
  func ends() {
    #expect(StudentT.twoSided(.infinity, freedom: 5) == 0 && StudentT.twoSided(0, freedom: 5) == 1)
    #expect(StudentT.twoSided(.nan, freedom: 5).isNaN)
  }
}
