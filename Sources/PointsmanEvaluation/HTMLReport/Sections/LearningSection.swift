/// How the score grows with labels, and what more of them would be worth.
struct LearningSection {
  private let evaluation: Evaluation

  init(_ evaluation: Evaluation) {
    self.evaluation = evaluation
  }

  var markup: Markup? {
    guard let curve = evaluation.learningCurve, let last = curve.points.last else { return nil }
    let most = Double(2 * last.prompts)
    let ends = curve.points.flatMap { [$0.score, $0.interval?.low ?? $0.score, $0.interval?.high ?? $0.score] }
    let least = Double(curve.points[0].prompts)
    let scale = Scale.logarithmic(over: [least, most])
    let shares = (0...40).map { Double($0) / 40 }
    let fitted = shares.map { scale.value(at: $0) }.filter { least <= $0 && $0 <= most }
      .map { (x: $0, y: curve.score(at: $0)) }
    var plot = Plot(
      "Routed score against labelled prompts",
      x: .counts("labelled prompts (log scale)", scale),
      y: .scores("mean score", .linear(over: ends + [curve.bestSingle] + fitted.map(\.y), within: 0...1)))
    plot.marks = [
      .line("zero", [(least, curve.bestSingle), (most, curve.bestSingle)], title: "best single model"),
      .line("oracle", fitted, title: "fitted curve"),
    ]
    for point in curve.points {
      if let interval = point.interval { plot.marks.append(.upright("router", x: Double(point.prompts), interval)) }
      plot.marks.append(
        .dot(
          "router", (Double(point.prompts), point.score),
          title: "\(grouped(point.prompts)) prompts: \(withInterval(point.score, point.interval))"))
    }
    plot.legend = [("router", "measured"), ("oracle", "fit"), ("zero", "best single model")]
    let caption =
      "Routed score by number of labelled prompts, all prompts judged, each by what had not seen it. The line is "
      + "s∞ − b/√m, drawn on to twice as many."
    return .section(
      "What more labels would be worth",
      [.paragraph(LearningWords(curve).sentence), .figure(plot.markup, caption: caption)])
  }
}

/// The worth of more labels in a sentence.
struct LearningWords {
  let sentence: String

  init(_ curve: LearningCurve) {
    let parts = curve.worth.map { worth in
      let interval = worth.interval.map { " [\(signed($0.low, 4)), \(signed($0.high, 4))]" } ?? ""
      return "\(grouped(worth.more)) more labelled prompts would be worth about \(signed(worth.gain, 4))\(interval)"
    }
    sentence = parts.joined(separator: "; ") + ". An extrapolation: the interval knows of the prompts’ luck only."
  }
}
