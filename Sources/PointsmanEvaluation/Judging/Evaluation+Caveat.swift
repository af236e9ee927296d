extension Evaluation {
  /// What anyone who reads the scores ought to know of the outcomes; nil as a rule.
  var caveat: String? {
    guard let category = baselines.category, category >= baselines.oracle - roundingError,
      baselines.oracle > baselines.bestSingle.score
    else { return nil }
    return
      "By category alone every prompt gets its best model (\(fixed(category))): the labels follow the categories, and "
      + "the scores tell how well a router finds them from the text."
  }
}
