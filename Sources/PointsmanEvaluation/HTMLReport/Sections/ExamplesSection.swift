/// Prompts on which the router did better, and worse, than the best single model.
struct ExamplesSection {
  private let evaluation: Evaluation
  /// As much of a prompt as tells what it is about.
  private let length = 900

  init(_ evaluation: Evaluation) {
    self.evaluation = evaluation
  }

  var markup: Markup? {
    let examples = RoutedExamples(evaluation.judged)
    let best = evaluation.baselines.bestSingle.model
    guard examples.gainCount + examples.lossCount > 0 else { return nil }
    return .section(
      "Where it gains and where it loses",
      [
        .paragraph(
          "Against always \(best), the router does better on \(grouped(examples.gainCount)) prompts and worse on "
            + "\(grouped(examples.lossCount)). Those it was surest of, of the largest differences:"),
        part("Gains", examples.gains), part("Losses", examples.losses),
      ])
  }

  private func part(_ title: String, _ examples: [RoutedExamples.Example]) -> Markup? {
    guard !examples.isEmpty else { return nil }
    let best = evaluation.baselines.bestSingle.model
    return .group(
      [.element("h3", [:], [.text(title)])]
        + examples.map { example in
          let category = example.category.map { ", \($0)" } ?? ""
          let words =
            "\(example.id)\(category): \(example.chosen) chosen at \(fixed(100 * example.probability, 0)) %, scored "
            + "\(shortest(example.chosenScore)); \(best) scored \(shortest(example.bestSingleScore))."
          let cut = example.prompt.count > length ? example.prompt.prefix(length) + " …" : example.prompt[...]
          return .element(
            "div", ["class": "example"],
            [.paragraph(words, class: "note"), .element("blockquote", [:], [.text(String(cut))])])
        })
  }
}
