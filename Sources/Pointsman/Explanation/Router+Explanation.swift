extension Router {
  /// Takes every model's logit for `prompt` apart into what the prompt contributes to it. O(length of the prompt · M),
  /// some hundred times slower than routing.
  public func explanation(for prompt: Prompt) throws(RouterError) -> Explanation {
    var contributions = [
      Contribution(source: .baseline, text: "any prompt, before it is read", values: heads.intercepts.map(Double.init))
    ]
    if let lexical = heads.lexical { contributions += lexical.contributions(of: prompt.routedText) }
    let features = heads.structural == nil ? [] : StructuralFeatures.values(of: prompt)
    if let structural = heads.structural { contributions += structural.contributions(of: features) }
    if let semantic = heads.semantic {
      var tokenizer = WordPieceTokenizer(semantic.vocabulary)
      tokenizer.tokenize(prompt.routedText)
      contributions += semantic.contributions(of: tokenizer)
      if let kinds = heads.kinds { contributions += kinds.contributions(of: kinds.shares(of: features, tokenizer)) }
    }
    for block in heads.vectors { contributions.append(try block.contribution(of: prompt)) }
    if let neighbours = heads.neighbours {
      contributions = contributions.map {
        Contribution(source: $0.source, text: $0.text, values: neighbours.scaled($0.values))
      }
      let share = neighbours.share(at: try sumAndPoint(of: prompt).point)
      contributions.append(
        Contribution(
          source: .neighbours, text: "is like \(neighbours.index.count) training prompts, and how models did on them",
          values: share.map(Double.init)))
    }
    let logits = try logits(for: prompt).map(Double.init)
    let calibrated = zip(manifest.models, logits).map { $0.calibration.probability(logit: $1) }
    return Explanation(
      models: models, logits: logits, probabilities: try probabilities(for: prompt), contributions: contributions,
      corrections: heads.context?.contributions(of: prompt, to: calibrated) ?? [])
  }
}
