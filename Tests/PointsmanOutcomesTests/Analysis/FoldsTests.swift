import PointsmanOutcomes
import Testing

@Suite("Folds")
struct FoldsTests {
  @Test("Single rows fall into folds of equal size, each in one", arguments: [2, 3, 5, 7])
  func balanced(count: Int) {
    let folds = Folds(keepingTogether: Array(0..<101), count: count, seed: 3)
    let sizes = (0..<count).map { folds.heldOut($0).count }
    #expect(folds.count == count && sizes.reduce(0, +) == 101 && sizes.max()! - sizes.min()! <= 1)
    for fold in 0..<count { #expect((folds.heldOut(fold) + folds.training(fold)).sorted() == Array(0..<101)) }
  }

  @Test("A cluster never parts, and folds differ by no more than the largest")
  func clusters() {
    let clusters = (0..<200).map { $0 * $0 % 37 }
    let folds = Folds(keepingTogether: clusters, count: 5, seed: 0)
    let pairs = Set(zip(clusters, folds.assignment).map { [$0, $1] })
    #expect(pairs.count == Set(clusters).count)
    let sizes = (0..<5).map { folds.heldOut($0).count }
    let largest = Dictionary(grouping: clusters) { $0 }.values.map(\.count).max()!
    #expect(sizes.max()! - sizes.min()! <= largest)
  }

  @Test(
    "Stratified folds have about as many rows of each key, and clusters stay whole", arguments: 0..<5 as Range<UInt64>)
  func stratified(seed: UInt64) {
    // One row in five succeeds; unstratified, twenty rows often leave a fold without a success.
    let keys = (0..<100).map { [$0 % 5 == 0 ? 1.0 : 0, Double($0 % 2)] }
    let folds = Folds(keepingTogether: Array(0..<100), stratifiedBy: keys, count: 5, seed: seed)
    for fold in 0..<5 {
      let rows = folds.heldOut(fold)
      #expect(rows.count == 20 && rows.count { keys[$0][0] == 1 } == 4)
      #expect((9...11).contains(rows.count { keys[$0][1] == 1 }))
    }
    let clusters = (0..<100).map { $0 / 2 }
    let whole = Folds(keepingTogether: clusters, stratifiedBy: keys, count: 5, seed: seed)
    #expect(Set(zip(clusters, whole.assignment).map { [$0, $1] }).count == 50)
    #expect(whole.assignment != folds.assignment)
  }

  @Test("A row's key is its mean score, then each model's score, −1 where it was not observed")
  func keys() throws {
    let table = try OutcomeTable([.init("a", scores: ["x": 1, "y": 0]), .init("b", scores: ["y": 0.5])])
    #expect(table.outcomeKeys() == [[0.5, 1, 0], [0.5, -1, 0.5]])
  }

  @Test("The same seed gives the same folds, another gives others")
  func seed() {
    let folds = { Folds(keepingTogether: Array(0..<50), count: 5, seed: $0).assignment }
    #expect(folds(1) == folds(1) && folds(1) != folds(2))
  }

  @Test("There are no more folds than clusters")
  func few() {
    #expect(Folds(keepingTogether: [4, 4, 9], count: 5, seed: 0).count == 2)
  }

  @Test("Whole categories are left out: one a fold, or several where there are many", arguments: [2, 3, 10])
  func categories(limit: Int) throws {
    let categories: [String?] = (0..<60).map { ["a", "b", nil, "c"][$0 * $0 % 7 % 4] }
    let folds = try #require(Folds(leavingOutWhole: categories, atMost: limit))
    let names = Set(categories.map { $0 ?? "" })
    #expect(folds.count == min(limit, names.count))
    #expect(Set(zip(categories, folds.assignment).map { "\($0 ?? "") \($1)" }).count == names.count)
    #expect(Set(folds.assignment).count == folds.count)
  }

  @Test("Fewer than two categories are no folds", arguments: [[], ["a", "a"], [nil, nil]] as [[String?]])
  func oneCategory(categories: [String?]) {
    #expect(Folds(leavingOutWhole: categories, atMost: 5) == nil)
  }

  @Test("Near-duplicates and rows of one group share a label, through each other, too")
  func tableClusters() {
    let table = table(
      [words(0, 40), "other", words(0, 40).uppercased(), "third", "fourth"], groups: [nil, "g", "h", "g", "h"])
    #expect(table.clusters() == [0, 1, 0, 1, 0])
  }
}
