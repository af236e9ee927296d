import PointsmanOutcomes
import PointsmanSupport
import Testing

@testable import PointsmanEvaluation

@Suite("Figures of judges")
struct JudgeReportTests {
  private func pair(
    _ task: Int, _ forward: Preference, _ backward: Preference?, judge: String = "j", criterion: String = "x",
    lengths: (Int, Int) = (1, 2)
  ) -> JudgedPair {
    var pair = JudgedPair(
      task: "t\(task)", "a", "b", criterion: criterion, judge: judge, forward: forward, backward: backward)
    (pair.lengthA, pair.lengthB) = lengths
    return pair
  }

  private static let one = [Criterion(name: "x", weight: 1)!]

  @Test("Ten comparisons by hand: wins, orders, position, length, agreement with people")
  func byHand() throws {
    var pairs: [JudgedPair] = []
    for task in 0..<4 { pairs.append(pair(task, .a, .a)) }  // the shorter answer wins
    for task in 4..<6 { pairs.append(pair(task, .b, .b)) }  // the longer one
    for task in 6..<9 { pairs.append(pair(task, .a, .b)) }  // the first both times
    pairs.append(pair(9, .tie, .b))
    let labels = (0..<10).map { HumanLabel(task: "t\($0)", "a", "b", winner: $0 < 5 ? .a : .tie) }
    let report = JudgeReport(pairs, labels: labels, criteria: Self.one)
    let rate = try #require(report.winRates.first)
    // 4 wins and 4 ties of 10.
    #expect(rate.value == 0.6 && rate.count == 10 && rate.labels == 10 && report.winRates.count == 1)
    let corrected = try #require(rate.corrected)
    #expect(corrected.value == 0.75)
    let judge = try #require(report.judges.first)
    #expect(judge.ordersDiffer?.value == 0.4)
    #expect(judge.firstPosition?.count == 3 && judge.firstPosition?.value == 1)
    #expect(judge.longerWins.count == 6 && judge.longerWins.value == 2.0 / 6)
    #expect(judge.longerWinsByPeople.count == 5 && judge.longerWinsByPeople.value == 0)
    // Four wins of a, and the ties of 6 to 9.
    #expect(judge.agreesWithPeople.value == 0.8)
    #expect(report.agreements.isEmpty)
  }

  @Test("Cohen's kappa by hand")
  func kappa() throws {
    // 20 both a, 15 both b, 5 a and b, 10 b and a: p = 0.7, e = 0.5 · 0.6 + 0.5 · 0.4 = 0.5, κ = 0.4 (Cohen's example).
    var (first, second) = ([JudgedPair](), [JudgedPair]())
    for (task, (one, two))
      in (Array(repeating: (Preference.a, Preference.a), count: 20) + Array(repeating: (.b, .b), count: 15)
      + Array(repeating: (.a, .b), count: 5) + Array(repeating: (.b, .a), count: 10)).enumerated()
    {
      first.append(pair(task, one, one, judge: "j"))
      second.append(pair(task, two, two, judge: "k"))
    }
    let report = JudgeReport(first + second, labels: [], criteria: Self.one)
    let agreement = try #require(report.agreements.first)
    #expect(agreement.judges == ["j", "k"] && agreement.share.value == 0.7)
    let kappa = try #require(agreement.kappa)
    #expect(abs(kappa - 0.4) < 1e-12)
    // Two judges that always say the same thing agree, and kappa is not defined.
    let same = (0..<10).map { pair($0, .a, .a, judge: "j") } + (0..<10).map { pair($0, .a, .a, judge: "k") }
    let all = try #require(JudgeReport(same, labels: [], criteria: Self.one).agreements.first)
    #expect(all.share.value == 1 && all.kappa == nil)
    // The mean of the judges is the verdict.
    #expect(report.winRates.first?.value == (20 + 7.5) / 50)
  }

  @Test("The whole is the weighted mean of the criteria, in each order; a label without a criterion is of it")
  func whole() throws {
    let criteria = [Criterion(name: "x", weight: 2)!, Criterion(name: "y", weight: 1)!]
    let pairs = [
      pair(1, .a, .a), pair(1, .b, .tie, criterion: "y"), pair(2, .tie, .b), pair(2, .a, .tie, criterion: "y"),
    ]
    let report = JudgeReport(
      pairs, labels: [HumanLabel(task: "t1", "a", "b", winner: .a)], criteria: criteria)
    #expect(report.winRates.map(\.criterion) == ["x", "y", "overall"])
    // t1: a both times; t2: a first, then b, which is a tie.
    #expect(report.winRates[2].value == 0.75 && report.winRates.map(\.labels) == [0, 0, 1])
    // Equal weights and opposite verdicts are a tie.
    let equal = [Criterion(name: "x", weight: 1)!, Criterion(name: "y", weight: 1)!]
    let tied = JudgeReport([pair(1, .a, .a), pair(1, .b, .b, criterion: "y")], labels: [], criteria: equal)
    #expect(tied.winRates[2].value == 0.5 && tied.judges[2].ordersDiffer?.value == 0)
  }

  @Test("Unknown figures are a dash and null; a rubric has no orders")
  func unknown() throws {
    let report = JudgeReport([pair(1, .tie, nil)], labels: [], criteria: Self.one)
    #expect(report.judges[0].ordersDiffer == nil && report.judges[0].longerWins.value == nil)
    #expect(report.winRates[0].interval == nil && report.winRates[0].corrected == nil)
    let text = report.text
    #expect(text.contains("–") && !text.contains("nan") && !text.contains("corrected"))
    #expect(report.json["judges"]?.array?[0]["first_position"] == .null)
    #expect(report.json["win_rates"]?.array?[0]["interval"] == .null)
  }

  @Test("Tasks of one group are one observation")
  func groups() throws {
    func report(_ group: (Int) -> String?) throws -> Interval {
      let pairs = (0..<60).map { task in
        var pair = pair(task, task / 3 % 2 == 0 ? .a : .b, task / 3 % 2 == 0 ? .a : .b)
        pair.group = group(task)
        return pair
      }
      return try #require(JudgeReport(pairs, labels: [], criteria: Self.one).winRates[0].interval)
    }
    let (alone, grouped) = (try report { _ in nil }, try report { "g\($0 / 3)" })
    #expect(grouped.high - grouped.low > 1.4 * (alone.high - alone.low))
  }
}
