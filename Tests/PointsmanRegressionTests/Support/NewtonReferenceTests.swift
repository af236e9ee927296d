import Foundation
import PointsmanSupport
import TestSupport
import Testing

@testable import PointsmanRegression

@Suite("The Newton–Cholesky reference")
struct NewtonReferenceTests {
  @Test("Its gradient is the slope of its objective, by central differences", arguments: Loss.allCases)
  func gradient(loss: Loss) {
    let sample = Sample.random(loss)
    let reference = NewtonReference(sample, Problem(task: sample.tasks - 1, heldOutFold: 1, penalty: 0.3))
    var generator = SplitMix64(seed: 2)
    let point = (0..<7 * sample.outputs(of: 0).count).map { _ in generator.normal() }
    let gradient = reference.gradient(point)
    for j in point.indices {
      var (ahead, behind) = (point, point)
      ahead[j] += 1e-5
      behind[j] -= 1e-5
      #expect(abs((reference.objective(ahead) - reference.objective(behind)) / 2e-5 - gradient[j]) < 1e-8)
    }
  }

  @Test("Its minimum has no gradient and is lower than its neighbours", arguments: Loss.allCases)
  func minimum(loss: Loss) {
    let sample = Sample.random(loss, seed: 3)
    let reference = NewtonReference(sample, Problem(heldOutFold: 0, penalty: 0.02))
    let minimum = reference.minimum()
    #expect(reference.gradient(minimum).allSatisfy { abs($0) < 1e-11 })
    for j in minimum.indices {
      for step in [-0.1, 0.1] {
        var point = minimum
        point[j] += step
        #expect(reference.objective(point) > reference.objective(minimum))
      }
    }
  }

  @Test("Without features worth anything, a softmax's intercepts are the centred logarithms of the wins")
  func wins() {
    let sample = Sample(
      loss: .softmax, features: [[0], [0], [0]], labels: [[1, 0, 0], [0, 1, 0], [0, 0.5, 0.5]],
      weights: [[1, 1, 1], [2, 2, 2], [4, 4, 4]])
    let minimum = NewtonReference(sample, Problem(penalty: 1)).minimum()
    let logits = centred([0, log(4), log(2)])
    #expect(distance(minimum, [0, logits[0], 0, logits[1], 0, logits[2]]) < 1e-12)
  }

  @Test("Without features worth anything, the minimum is the logit of the mean label")
  func meanLabel() {
    let sample = Sample(
      features: [[0], [0], [0], [0]], labels: [[1], [0], [0], [0.5]], weights: [[2], [1], [1], [4]])
    let minimum = NewtonReference(sample, Problem(task: 0, penalty: 1)).minimum()
    #expect(distance(minimum, [0, 0]) < 1e-12)
    let heavier = Sample(features: [[0], [0]], labels: [[1], [0]], weights: [[3], [1]])
    let logit = NewtonReference(heavier, Problem(task: 0, penalty: 1)).minimum()
    #expect(distance(logit, [0, 1.098_612_288_668_11]) < 1e-12)
  }
}
