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
