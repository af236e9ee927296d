/// A family of features, with a penalty of its own in training.
public enum Block: String, Sendable, Hashable, CaseIterable {
  /// Hashed n-grams of words and characters: the wording of the prompt.
  case lexical
  /// Some dozens of smooth statistics of form: what the prompt looks like.
  case structural
  /// The sum of its tokens' static vectors: the topic, also in words that training has not seen.
  case semantic
  /// Which of the training data's categories the prompt looks like, guessed from its form and meaning.
  case category
  /// The results of the models on the training prompts for which the blocks above say the same.
  case neighbours
  /// Tags that the caller gives with a prompt: what it knows and the text need not say.
  case context
  /// The vector that a small network makes of the prompt, in milliseconds where the others take microseconds.
  case encoder
  /// Numbers that the caller gives with a prompt: an embedding of its own, a draft model's confidence.
  case external

  /// True if the block is a family of features. The others are computed from what the families add.
  package var isFamily: Bool { self != .neighbours && self != .context }

  /// True if the block reads a vector that has to come with the prompt.
  package var readsVector: Bool { self == .encoder || self == .external }

  /// The default blocks of a router. They read the prompt alone.
  public static let standard: [Block] = [.lexical, .structural, .semantic]
}

extension [Block] {
  /// The default blocks of a router, as in `RouterTrainer(blocks: .standard)`.
  public static var standard: [Block] { Block.standard }
}

extension Block {
  /// Every block with its head, in the order in which a router applies them and its file lists them.
  static let heads: [(block: Block, head: any BlockHead.Type)] = [
    (.lexical, LexicalHead.self), (.structural, StructuralHead.self), (.semantic, SemanticHead.self),
    (.category, CategoryHead.self), (.encoder, VectorHead.self), (.external, VectorHead.self),
    (.neighbours, NeighbourHead.self), (.context, ContextHead.self),
  ]

  /// The block's place in `heads`.
  var rank: Int { Self.heads.firstIndex { $0.block == self }! }

  /// The type of its head.
  var headType: any BlockHead.Type { Self.heads[rank].head }
}
