import Pointsman
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("Certificate")
struct CertificateTests {
  /// A curve on which point k sends k tenths of the prompts to a model at a tenth of the cost that fails on all of the last
  /// `lost` of a thousand prompts; the other model fails on the first hundred, which both do.
  private func curve(_ count: Int = 1_000, lost: Int = 200) -> OperatingCurve {
    let strong = (0..<count).map { $0 * 1_000 / count < 100 ? 0.0 : 1 }
    let weak = (0..<count).map { $0 * 1_000 / count < 100 || $0 * 1_000 / count >= 1_000 - lost ? 0.0 : 1 }
    let points = (0...10).map { k in
      let scores = (0..<count).map { $0 % 10 < k ? weak[$0] : strong[$0] }
      let share = Double(k) / 10
      return OperatingCurve.Point(
        policy: k == 0 ? .mostLikely : .willingnessToPay(1 / Double(k)), calls: [1 - share, share], forecastCost: 1,
        scores: scores, score: mean(scores), cost: 1 - 0.9 * share)
    }
    return OperatingCurve(
      models: ["large", "small"], strong: nil, points: points, start: 0, singles: [strong, weak],
      singleCosts: [1, 0.1], prompts: count, incomplete: 0)
  }

  @Test("Every guarantee has its certified point, and a lower guarantee never a more expensive one")
  func lines() throws {
    let certificate = Certificate(curve(), guarantee: 0.94, confidence: 0.95)
    #expect(certificate.lines.map(\.share) == [0.99, 0.97, 0.95, 0.94, 0.93, 0.9])
    let points = certificate.lines.map { $0.certified ?? -1 }
    #expect(points == points.sorted() && points[0] >= 0 && points.last! > points[0])
    for line in certificate.lines {
      // A tenth of the prompts sent to the small model costs 2 of 90.
      let kept = Int((1 - line.share) * 45 + 1e-9)
      #expect(line.seen == kept && line.certified! <= kept)
    }
    #expect(certificate.line.share == 0.94 && certificate.policy == certificate.curve.points[points[3]].policy)
  }

  @Test("More prompts are said to certify cheaper points, and do")
  func further() throws {
    let certificate = Certificate(curve(), guarantee: 0.946, confidence: 0.95)
    let further = try #require(certificate.line.further.first)
    #expect(further.draws > 1_000 && further.point > certificate.line.certified!)
    #expect(zip(certificate.line.further, certificate.line.further.dropFirst()).allSatisfy { $0.draws <= $1.draws })
    let more = Certificate(curve(further.draws / 10 * 10), guarantee: 0.946, confidence: 0.95)
    #expect(more.line.certified! >= further.point)
    let text = certificate.text.replacing("\n", with: " ")
    #expect(text.contains("\(grouped(further.draws)) prompts would certify"))
  }

  @Test("Figures in words and in JSON are those of the points")
  func report() throws {
    let certificate = Certificate(curve(), guarantee: 0.9, confidence: 0.95)
    let point = certificate.curve.points[try #require(certificate.line.certified)]
    #expect(certificate.text.hasPrefix("Certified on 1,000 prompts: route --willingness-to-pay"))
    #expect(certificate.text.contains("90 % *"))
    let json = JSONValue.object(certificate.members)
    #expect(json["certified"] == .bool(true) && json["score"]?.double == point.score)
    #expect(json["calls"]?["small"]?.double == point.calls[1] && json["policy"] == point.policy.json)
    let lines = try #require(json["curve"]?.array)
    #expect(lines.count == 5 && lines[4]["certified"]?["cost"]?.double == point.cost)
    #expect(lines[4]["certified"]?["share_of_best_cost"]?.double == point.cost)
    let few = Certificate(curve(20), guarantee: 0.99, confidence: 0.95)
    #expect(few.text.hasPrefix("Not certified: on 20 prompts") && few.policy == nil)
    #expect(JSONValue.object(few.members)["policy"] == .null)
  }

  @Test("Groups share the level; one that is too small is named, and takes nothing from the others")
  func groups() throws {
    let groups = GroupCertificates(
      [("a", curve()), ("b", curve(20)), ("c", curve(lost: 0)), ("d", nil)], guarantee: 0.9, confidence: 0.95)
    #expect(groups.groups.map(\.name) == ["a", "c"] && groups.tooSmall.map(\.name) == ["b", "d"])
    #expect(groups.groups.allSatisfy { abs($0.certificate.confidence - 0.975) < 1e-12 })
    let alone = Certificate(curve(), guarantee: 0.9, confidence: 0.975)
    #expect(groups.groups[0].certificate.line.certified == alone.line.certified)
    let text = groups.text.replacing("\n", with: " ")
    #expect(text.contains("each at 97.50 % (Bonferroni's correction)"))
    #expect(text.contains("b (20), d (0)") && text.contains("  a: Certified on 1,000 prompts"))
    let json = JSONValue.object(groups.members)
    #expect(json["groups"]?.array?.count == 2 && json["too_small"]?.array?.first?["group"]?.string == "b")
  }
}
