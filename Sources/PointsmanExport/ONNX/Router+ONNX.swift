public import Pointsman
internal import PointsmanSupport

extension Router {
  /// The dense part of the router as an ONNX model, opset 17: from numbers to probabilities.
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

/// A head of one weight a number and model: what the network is made of.
private protocol DenseHead: BlockHead {
  var scaling: FeatureScaling { get }
  /// numbers × M, row-major.
  var weights: [Float] { get }
}

extension StructuralHead: DenseHead {}
extension VectorHead: DenseHead {}

/// A head that reads text by tables: the network takes what it adds to the logits as an input.
private protocol TableHead: BlockHead {}

extension LexicalHead: TableHead {}
extension SemanticHead: TableHead {}
