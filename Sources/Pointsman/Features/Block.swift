/// A family of features, with a penalty of its own in training.
public enum Block: String, Sendable, Hashable, CaseIterable {
  /// Hashed n-grams of words and characters: what the prompt says.
  case lexical
  /// Some dozens of smooth statistics of form: what the prompt looks like.
  case structural
}
