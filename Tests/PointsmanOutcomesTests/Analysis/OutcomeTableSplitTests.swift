import Pointsman
import PointsmanOutcomes
import Testing

@Suite("Splits of a table")
struct OutcomeTableSplitTests {
  /// Rows of ten words each; every third prompt is nearly the one before it, and groups are of four.
  private static func table(rows: Int, grouped: Bool = false) throws -> OutcomeTable {
    try OutcomeTable(
      (0..<rows).map { k in
        let words = (0..<10).map { "word\((k - (k % 3 == 2 ? 1 : 0)) * 10 + $0)" }
        return .init(
          words.joined(separator: k % 3 == 2 ? ", " : " "), group: grouped ? "g\(k / 4)" : nil,
          scores: ["a": 1, "b": 0])
      })
  }

  @Test("The share is held out, each row is on one side, and the order stays", arguments: [0.1, 0.2, 0.5, 0.9])
  func share(_ share: Double) throws {
    let table = try Self.table(rows: 300)
    let (train, test) = try table.split(holdingOut: share, seed: 3)
    #expect(train.rows.count + test.rows.count == 300)
    #expect(abs(Double(test.rows.count) - share * 300) <= 2)
    let (trained, tested) = (Set(train.rows.map(\.id)), Set(test.rows.map(\.id)))
    #expect(trained.isDisjoint(with: tested))
    #expect(test.rows.map(\.id) == table.rows.map(\.id).filter(tested.contains))
    #expect(train.models == table.models && test.models == table.models)
  }

  @Test("Near-duplicates and groups are on one side", arguments: [UInt64(0), 1, 2])
  func together(_ seed: UInt64) throws {
    let (train, test) = try Self.table(rows: 300, grouped: true).split(holdingOut: 0.3, seed: seed)
    #expect(DuplicateCounts(leakingFrom: train, to: test).near == 0)
    #expect(Set(train.rows.map(\.group)).isDisjoint(with: Set(test.rows.map(\.group))))
  }

  @Test("The seed decides")
  func seed() throws {
    let table = try Self.table(rows: 90)
    let ids = try [UInt64(1), 1, 2].map { try table.split(holdingOut: 0.3, seed: $0).test.rows.map(\.id) }
    #expect(ids[0] == ids[1] && ids[0] != ids[2])
  }

  @Test("Neither side is empty, however small the share or the table", arguments: [0.0001, 0.5, 0.9999])
  func small(_ share: Double) throws {
    let (train, test) = try Self.table(rows: 2).split(holdingOut: share)
    #expect(train.rows.count == 1 && test.rows.count == 1)
  }

  @Test("No share, and rows that belong together, are errors")
  func refused() throws {
    let table = try Self.table(rows: 9)
    for share in [0, 1, -0.2, 1.5, .infinity] {
      #expect(throws: OutcomesError.unsuitableShare(share)) { try table.split(holdingOut: share) }
    }
    #expect(throws: OutcomesError.self) { try table.split(holdingOut: .nan) }
    let single = try OutcomeTable((0..<5).map { .init("words \($0)", group: "one", scores: ["a": 1]) })
    #expect(throws: OutcomesError.indivisible(rows: 5)) { try single.split(holdingOut: 0.5) }
  }
}
