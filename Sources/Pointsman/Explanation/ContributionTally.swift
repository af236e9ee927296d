/// Contributions of one source, those of one text added up, in the order in which the texts first came.
struct ContributionTally {
  private let source: Contribution.Source
  private let models: Int
  private var indices: [String: Int] = [:]
  private var texts: [String] = []
  /// texts × M, row-major.
  private var values: [Double] = []

  init(_ source: Contribution.Source, models: Int) {
    (self.source, self.models) = (source, models)
  }

  /// Adds M numbers to what `text` contributes.
  mutating func add(_ text: String, _ values: some Sequence<Double>) {
    let index = indices[text] ?? texts.count
    if index == texts.count {
      indices[text] = index
      texts.append(text)
      self.values += [Double](repeating: 0, count: models)
    }
    for (model, value) in values.enumerated() { self.values[index * models + model] += value }
  }

  var contributions: [Contribution] {
    texts.enumerated().map { index, text in
      Contribution(source: source, text: text, values: Array(values[index * models..<(index + 1) * models]))
    }
  }
}
