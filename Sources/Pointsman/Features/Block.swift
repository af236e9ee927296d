/// A family of features, with a penalty of its own in training.
public enum Block: String, Sendable, Hashable, CaseIterable {
  /// Hashed n-grams of words and characters: what the prompt says.
  case lexical
  /// Some dozens of smooth statistics of form: what the prompt looks like.
  case structural
  /// Static vectors of its tokens, added up: what it is about, in words that training need not have seen.
  case semantic
}
