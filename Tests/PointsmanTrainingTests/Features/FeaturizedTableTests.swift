import Pointsman
import PointsmanNumerics
import PointsmanOutcomes
import Testing

@testable import PointsmanTraining

@Suite("FeaturizedTable")
struct FeaturizedTableTests {
  private let table = SyntheticOutcomes.separable(rows: 12, seed: 1)

  @Test("Selected rows have the features and clusters of a table of these rows alone")
  func selection() {
    let rows = [7, 2, 11]
    let selected = FeaturizedTable(table, partingDuplicates: true).selecting(rows: rows)
    let alone = FeaturizedTable(table.selecting(rows: rows), partingDuplicates: true)
    #expect(selected.clusters == rows && selected.table.rows.map(\.id) == rows.map { table.rows[$0].id })
    for row in 0..<3 {
      #expect(Array(selected.features.terms[row]) == Array(alone.features.terms[row]))
      #expect(Array(selected.features.structural[row]) == Array(alone.features.structural[row]))
    }
  }

  @Test("Dense vectors have length 1, half of it from n-grams, and are nearest to themselves")
  func dense() {
    let vectors = FeaturizedTable(table).denseVectors()
    func dot(_ a: Int, _ b: Int, _ columns: Range<Int>) -> Float {
      columns.reduce(0) { $0 + vectors[a, $1] * vectors[b, $1] }
    }
    for row in 0..<12 {
      #expect(abs(dot(row, row, 0..<512) - 0.5) < 1e-5)
      #expect(abs(dot(row, row, 0..<vectors.columns) - 1) < 1e-5)
      for other in 0..<12 where other != row { #expect(dot(row, other, 0..<vectors.columns) < 1 - 1e-3) }
    }
  }

  @Test("The digest depends on tags, vectors, prompts, scores and weights, each of them")
  func digest() {
    func changed(_ change: (inout OutcomeRow, inout [String: Outcome]) -> Void) -> String {
      var rows = Array(zip(table.rows, table.outcomesByName))
      var (row, outcomes) = rows[3]
      change(&row, &outcomes)
      rows[3] = (row, outcomes)
      return OutcomeTable(rows: rows).digest
    }
    let digests = [
      table.digest, changed { row, _ in row.prompt.tags = ["kind": "a"] },
      changed { row, _ in row.prompt.vectors[.external] = PromptVector([1], source: VectorSource(named: "mine")) },
      changed { row, _ in row.prompt = Prompt("another") }, changed { _, outcomes in outcomes["small"]!.score = 0.5 },
      changed { row, _ in row = OutcomeRow(id: row.id, prompt: row.prompt, category: row.category, weight: 2) },
    ]
    #expect(Set(digests).count == digests.count)
    #expect(changed { _, _ in } == table.digest)
  }
}
