public import Pointsman
internal import PointsmanSupport

extension Router {
  /// The dense part of the router as an ONNX model, opset 17: from numbers to probabilities.
  ///
  /// ```swift
  /// try Data(router.exportedONNX()).write(to: URL(filePath: "router.onnx"))
  /// ```
  ///
  /// Inputs, a row a prompt: `structural`, `encoder`, `external`, as far as the router has them (the features as they
  /// are; scaling is inside), and `rest`, what the lexical and semantic blocks add to the M logits, 0 where there is
  /// neither. The output is `probabilities`, one a model. The model's metadata have `models`, `features` (the names of
  /// the structural features), `digest`, and `golden`: prompts as inputs and what must come out.
  ///
  /// Throws `ExportError.noDenseBlock`, and `unsupportedBlock` for a router with neighbours or a context block.
  public func exportedONNX() throws(ExportError) -> [UInt8] {
    for head in heads where !(head is any DenseHead || head is any TableHead) {
      throw .unsupportedBlock(head.block, format: .onnx)
    }
    let dense = heads.compactMap { $0 as? any DenseHead }
    guard !dense.isEmpty else { throw .noDenseBlock }
    let graph = denseGraph(dense)
    let metadata: [(String, JSONValue)] = [
      ("models", .array(models.map(JSONValue.string))), ("features", .array(featureNames.map(JSONValue.string))),
      ("digest", .string(digest)), ("golden", try goldenExamples()),
    ]
    var model = ProtobufWriter()
    model.append(1, 8)
    model.append(2, "pointsman")
    model.append(3, Version.current)
    model.append(5, 1)
    model.append(7, graph.bytes)
    model.append(8) { opset in
      opset.append(1, "")
      opset.append(2, 17)
    }
    for (key, value) in metadata {
      model.append(14) { property in
        property.append(1, key)
        property.append(2, value.text)
      }
    }
    return model.bytes
  }

  private var featureNames: [String] { heads[StructuralHead.self] == nil ? [] : StructuralFeatures.names }

  private func denseGraph(_ dense: [any DenseHead]) -> ONNXGraph {
    let count = models.count
    var graph = ONNXGraph()
    var logits = graph.apply(
      "Add", graph.input("rest", columns: count), graph.constant(heads.intercepts, shape: [count]))
    for head in dense {
      let input = graph.input(head.block.rawValue, columns: head.scaling.means.count)
      logits = graph.apply("Add", logits, graph.share(of: input, head.scaling, head.weights, models: count))
    }
    let columns = manifest.models.enumerated().map { index, model in
      let column = graph.apply("Gather", logits, graph.constant(index), attributes: [("axis", 1)])
      return graph.calibrated(column, model.calibration)
    }
    graph.output("probabilities", columns: count, from: graph.joined(columns, for: manifest.target))
    return graph
  }

  /// The golden prompts as the dense part of the router sees them: the numbers that each dense block reads, what the other
  /// blocks add to the logits, and the whole router's probabilities.
  private func goldenExamples() throws(ExportError) -> JSONValue {
    func numbers(_ values: [Float]) -> JSONValue { .array(values.map { .number(Double($0)) }) }
    var examples: [JSONValue] = []
    do throws(RouterError) {
      let tables = try Router(
        manifest: manifest,
        heads: RouterHeads(
          heads.filter { $0 is any TableHead }, intercepts: [Float](repeating: 0, count: models.count)))
      for (index, golden) in manifest.golden.enumerated() {
        let inputs = heads.compactMap { head -> (key: String, value: JSONValue)? in
          guard head is any DenseHead else { return nil }
          let values = head.goldenVector(index)?.values ?? StructuralFeatures.values(of: golden.prompt)
          return (head.block.rawValue, numbers(values))
        }
        examples.append(
          .object(
            inputs.sorted { $0.key < $1.key } + [
              ("rest", numbers(try tables.logits(for: golden.prompt))),
              ("probabilities", .array(golden.probabilities.map(JSONValue.number))),
            ]))
      }
    } catch {
      throw .unreadableGolden(error)
    }
    return .array(examples)
  }
}

extension ONNXGraph {
  /// A block's part of the logits: Σ s_j w_jm, with z = (x − mean) · inverse deviation and s = z / √(1 + z²/36).
  fileprivate mutating func share(of input: String, _ scaling: FeatureScaling, _ weights: [Float], models: Int)
    -> String
  {
    let count = scaling.means.count
    let deviation = apply("Sub", input, constant(scaling.means, shape: [count]))
    let z = apply("Mul", deviation, constant(scaling.inverseDeviations, shape: [count]))
    let square = apply("Mul", apply("Mul", z, z), constant([1 / 36], shape: [1]))
    let root = apply("Sqrt", apply("Add", square, constant([1], shape: [1])))
    return apply("MatMul", apply("Div", z, root), constant(weights, shape: [count, models]))
  }

  /// A column of logits as probabilities. A curve is its first value plus, for each piece, the rise times how much of
  /// the piece lies below the logit.
  fileprivate mutating func calibrated(_ logits: String, _ calibration: Calibration) -> String {
    switch calibration {
    case .platt(let slope, let intercept):
      let scaled = apply("Mul", logits, constant([Float(slope)], shape: [1]))
      return apply("Sigmoid", apply("Add", scaled, constant([Float(intercept)], shape: [1])))
    case .isotonic(let points, let probabilities):
      let pieces = zip(points, points.dropFirst()).map { ($0, Float(1 / ($1 - $0))) }
      let first = constant([Float(probabilities[0])], shape: [1])
      // A level line: 0 · z + p.
      guard !pieces.isEmpty else { return apply("Add", apply("Mul", logits, constant([0], shape: [1])), first) }
      let rises = zip(probabilities, probabilities.dropFirst()).map { Float($1 - $0) }
      let from = apply("Sub", logits, constant(pieces.map { Float($0.0) }, shape: [pieces.count]))
      let share = apply("Mul", from, constant(pieces.map(\.1), shape: [pieces.count]))
      let within = apply("Clip", share, constant([0], shape: []), constant([1], shape: []))
      return apply("Add", apply("MatMul", within, constant(rises, shape: [rises.count, 1])), first)
    }
  }

  /// Columns side by side; under the target `winner` scaled to sum to 1, all alike where none is above 0.
  fileprivate mutating func joined(_ columns: [String], for target: RoutingTarget) -> String {
    let joined = apply("Concat", columns, attributes: [("axis", 1)])
    guard target == .winner else { return joined }
    let sum = apply("ReduceSum", joined, constant(1), attributes: [("keepdims", 1)])
    let zero = constant([0], shape: [1])
    let isNone = apply("Equal", sum, zero)
    let divisor = apply("Where", isNone, constant([1], shape: [1]), sum)
    let level = apply("Add", apply("Mul", joined, zero), constant([1 / Float(columns.count)], shape: [1]))
    return apply("Where", isNone, level, apply("Div", joined, divisor))
  }
}

/// A head with one weight for each number and model. The network consists of these.
private protocol DenseHead: BlockHead {
  var scaling: FeatureScaling { get }
  /// numbers × M, row-major.
  var weights: [Float] { get }
}

extension StructuralHead: DenseHead {}
extension VectorHead: DenseHead {}

/// A head that reads text by tables. The network takes its contribution to the logits as an input.
private protocol TableHead: BlockHead {}

extension LexicalHead: TableHead {}
extension SemanticHead: TableHead {}
