/// By what a problem's scores are fitted; the formulas stand with `Targets`.
public enum Loss: Sendable, CaseIterable {
  /// The log loss of a probability: soft labels in [0, 1].
  case logistic
  /// Half the squared error of a real number: ridge regression.
  case squared
  /// The log loss of a choice among the alternatives that a row offers: which model wins, or which of two.
  case softmax
}
