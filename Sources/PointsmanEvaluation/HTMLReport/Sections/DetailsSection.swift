/// Every further figure, folded away until someone asks.
struct DetailsSection {
  private let evaluation: Evaluation

  init(_ evaluation: Evaluation) {
    self.evaluation = evaluation
  }

  var markup: Markup? {
    let groups = (evaluation.details + evaluation.modelDetails).map { group in
      Markup.element(
        "details", [:],
        [
          .element("summary", [:], [.text(group.title)]),
          .table(["", ""], group.entries.map { [$0.words, fixed($0.value, 4)] }),
        ])
    }
    return .section(
      "Further figures",
      groups.isEmpty ? [] : [.paragraph("Under their keys in --json, too.", class: "note")] + groups)
  }
}
