extension Router {
  /// Takes every model's logit for `prompt` apart into what the prompt contributes to it. O(length of the prompt · M),
  /// some hundred times slower than routing.
  public func explanation(for prompt: Prompt) throws(RouterError) -> Explanation {
    var contributions = [
      Contribution(source: .baseline, text: "any prompt, before it is read", values: intercepts.map(Double.init))
    ]
    if let lexical { contributions += lexical.contributions(of: prompt.userText) }
    if let structural { contributions += structural.contributions(of: StructuralFeatures.values(of: prompt)) }
    if let semantic {
      var tokenizer = WordPieceTokenizer(semantic.vocabulary)
      tokenizer.tokenize(prompt.userText)
      contributions += semantic.contributions(of: tokenizer)
    }
    for heads in vectors { contributions.append(try heads.contribution(of: prompt)) }
    return Explanation(
      models: models, logits: try logits(for: prompt).map(Double.init), probabilities: try probabilities(for: prompt),
      contributions: contributions)
  }
}
