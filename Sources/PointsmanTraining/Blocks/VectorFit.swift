internal import Pointsman
internal import PointsmanNumerics
internal import PointsmanOutcomes
internal import PointsmanRegression

/// A block of vectors that came with the prompts: a dense design of standardised numbers.
struct VectorFit: BlockFit {
  let family: FamilyFit
  private let specification: VectorSpecification
  private let scaling: FeatureScaling

  var block: Block { specification.block }
  var families: [FamilyFit] { [family] }

  /// Every row must bring a vector for `block` of the first one's source and dimension. With a `scaling` given, numbers are
  /// scaled by that instead of by one of their own.
  init(
    _ table: OutcomeTable, _ block: Block, _ targets: Targets, threads: Int, scaling given: FeatureScaling? = nil
  ) throws(TrainingError) {
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
    let scaling = given ?? FeatureScaling(fitting: values, count: specification.dimension)
    for k in values.indices { values[k] = scaling.scaled(values[k], k % specification.dimension) }
    let design = Matrix(rows: table.rows.count, columns: specification.dimension, values: values)
    (self.specification, self.scaling) = (specification, scaling)
    do throws(RegressionError) {
      family = FamilyFit(
        "\(block.rawValue) block", try DenseSolver(design: design, threads: threads), targets,
        inverseRegularizations: Self.path(dimension: specification.dimension))
    } catch {
      throw .regression(error)
    }
  }

  /// C from 0.003 to 300 in steps of √10, as for token vectors, over the dimension: standardised rows have a mean square
  /// length of as much.
  private static func path(dimension: Int) -> [Double] {
    inverseRegularizations(from: 3e-3, ratio: 3.1623, count: 11).map { $0 / Double(dimension) }
  }

  func head(_ coefficients: [Matrix]) -> any BlockHead {
    VectorHead(
      specification: specification, scaling: scaling, weights: coefficients[0].values,
      models: coefficients[0].columns)!
  }
}
