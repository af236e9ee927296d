internal import Pointsman
internal import PointsmanNumerics
internal import PointsmanOutcomes

/// The vectors that came with a table's prompts as a design matrix: each number standardised.
struct VectorDesign {
  let specification: VectorSpecification
  let scaling: FeatureScaling
  /// n × D.
  let matrix: Matrix

  /// Every row must bring a vector for `block` of the first one's source and dimension.
  init(_ table: OutcomeTable, _ block: Block) throws(TrainingError) {
    guard let first = table.rows.first?.prompt.vectors[block], let source = first.source,
      let specification = VectorSpecification(block: block, source: source, dimension: first.values.count)
    else { throw .noVectors(block: block) }
    var values: [Float] = []
    values.reserveCapacity(table.rows.count * specification.dimension)
    for row in table.rows {
      do throws(RouterError) {
        values += try specification.values(of: row.prompt)
      } catch {
        throw .unsuitableVector(row: row.id, fault: error)
      }
    }
    let scaling = FeatureScaling(fitting: values, count: specification.dimension)
    for k in values.indices { values[k] = scaling.scaled(values[k], k % specification.dimension) }
    (self.specification, self.scaling) = (specification, scaling)
    matrix = Matrix(rows: table.rows.count, columns: specification.dimension, values: values)
  }
}
