import Testing

@testable import Regression

@Suite("The Newton–Cholesky reference")
struct NewtonReferenceTests {
  @Test("Its gradient is the slope of its objective, by central differences", arguments: [0, 1])
  func gradient(task: Int) {
    let reference = NewtonReference(.sample(), LogisticColumn(task: task, heldOutFold: 1, penalty: 0.3))
    var generator = TestGenerator(seed: 2)
    let point = (0..<7).map { _ in generator.normal() }
    let gradient = reference.gradient(point)
    for j in point.indices {
      var (ahead, behind) = (point, point)
      ahead[j] += 1e-5
      behind[j] -= 1e-5
      #expect(abs((reference.objective(ahead) - reference.objective(behind)) / 2e-5 - gradient[j]) < 1e-9)
    }
  }

  @Test("Without features worth anything, the minimum is the logit of the mean label")
  func meanLabel() {
    let problem = Problem(
      features: [[0], [0], [0], [0]], labels: [[1], [0], [0], [0.5]], weights: [[2], [1], [1], [4]])
    let minimum = NewtonReference(problem, LogisticColumn(task: 0, penalty: 1)).minimum()
    #expect(distance(minimum, [0, 0]) < 1e-12)
    let heavier = Problem(features: [[0], [0]], labels: [[1], [0]], weights: [[3], [1]])
    let logit = NewtonReference(heavier, LogisticColumn(task: 0, penalty: 1)).minimum()
    #expect(distance(logit, [0, 1.098_612_288_668_11]) < 1e-12)
  }
}
