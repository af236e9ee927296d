/// A family of features, with a penalty of its own in training.
public enum Block: String, Sendable, Hashable, CaseIterable {
  /// Hashed n-grams of words and characters: what the prompt says.
  case lexical
  /// Some dozens of smooth statistics of form: what the prompt looks like.
  case structural
  /// Static vectors of its tokens, added up: what it is about, in words that training need not have seen.
  case semantic
  /// Which of the training data's categories the prompt looks like, guessed from its form and meaning.
  case category
  /// How models did on the training prompts of which the blocks above say the same.
  case neighbours
  /// Tags that the caller gives with a prompt: what it knows and the text need not say.
  case context
  /// The vector that a small network makes of the prompt, in milliseconds where the others take microseconds.
  case encoder
  /// Numbers that the caller gives with a prompt: an embedding of its own, a draft model's confidence.
  case external

  /// Whether the block is a family of features, and not something made of what the families say.
  package var isFamily: Bool { self != .neighbours && self != .context }

  /// Whether the block reads a vector that has to come with the prompt.
  package var readsVector: Bool { self == .encoder || self == .external }

  /// The blocks of a router unless others are named: all that need no more than the prompt.
  public static let standard: [Block] = [.lexical, .structural, .semantic]
}

extension [Block] {
  /// The blocks of a router unless others are named, as in `RouterTrainer(blocks: .standard)`.
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
