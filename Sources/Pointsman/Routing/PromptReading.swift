internal import Synchronization

/// Everything that routing reads of one prompt: text, n-grams, pieces and structural features.
///
/// Each is computed when it is first asked for, and once; logits, domain check, overrides, forecasts and explanation share
/// it. Text is read within the window (`Prompt.window`) by all of them.
package struct PromptReading {
  let prompt: Prompt
  private(set) var scratch: RoutingScratch
  private var (hasText, hasNGrams, hasPieces, hasFeatures) = (false, false, false, false)

  /// A reading of `prompt` in the memory of earlier ones, all of the same router.
  init(of prompt: Prompt, in scratch: consuming RoutingScratch) {
    (self.prompt, self.scratch) = (prompt, scratch)
  }

  /// `Prompt.routedText` as UTF-8.
  var text: [UInt8] {
    mutating get {
      readText()
      return scratch.text
    }
  }

  /// The n-grams of `text`, counted.
  mutating func nGrams(_ specification: LexicalSpecification) -> LexicalCounter {
    if !hasNGrams {
      readText()
      if scratch.counter == nil { scratch.counter = LexicalCounter(specification) }
      scratch.counter!.count(scratch.text)
      hasNGrams = true
    }
    return scratch.counter!
  }

  /// The pieces of `text`.
  mutating func pieces(_ vocabulary: WordPieceVocabulary) -> WordPieceTokenizer {
    if !hasPieces {
      readText()
      if scratch.tokenizer == nil { scratch.tokenizer = WordPieceTokenizer(vocabulary) }
      scratch.tokenizer!.tokenize(scratch.text)
      hasPieces = true
    }
    return scratch.tokenizer!
  }

  /// The structural features, raw: of the last turn in which the user says something, and of the conversation.
  var structuralFeatures: [Float] {
    mutating get {
      if !hasFeatures {
        StructuralFeatures.read(prompt, text: &scratch.lastTurn, values: &scratch.features)
        hasFeatures = true
      }
      return scratch.features
    }
  }

  private mutating func readText() {
    guard !hasText else { return }
    prompt.readRoutedText(into: &scratch.text)
    hasText = true
  }
}

/// The memory that reading a prompt takes, kept from prompt to prompt. Once it has grown to the window's size, nothing is
/// allocated but the answer.
struct RoutingScratch {
  fileprivate(set) var counter: LexicalCounter?
  fileprivate(set) var tokenizer: WordPieceTokenizer?
  fileprivate(set) var text: [UInt8] = []
  fileprivate(set) var lastTurn: [UInt8] = []
  fileprivate(set) var features: [Float] = []
}

/// Scratch memory for as many threads as route at once, so that `Router` is a value that threads share.
///
/// No thread waits here for another: a process that forks while other threads route gets the pool as they left it, and a
/// thread that held it does not exist in the child. A thread that cannot have the pool makes scratch memory of its own.
final class RoutingScratchPool: Sendable {
  /// True while a thread is at `free`, whose own lock is therefore open to it.
  private let isTaken = Atomic(false)
  private let free = Mutex<[RoutingScratch]>([])

  /// How often a thread tries before it does without: some times as long as another thread keeps the pool.
  private static let attempts = 200

  /// Scratch memory that no other thread has; nil where all is in use, or the pool cannot be had.
  func take() -> RoutingScratch? { withFree { $0.popLast() } ?? nil }

  /// Hands scratch memory back; it is freed where the pool cannot be had.
  func give(_ scratch: consuming RoutingScratch) {
    withFree { [scratch] in $0.append(scratch) }
  }

  @discardableResult
  private func withFree<Value>(_ body: (inout sending [RoutingScratch]) -> sending Value) -> Value? {
    for _ in 0..<Self.attempts {
      guard isTaken.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged else { continue }
      defer { isTaken.store(false, ordering: .releasing) }
      return free.withLock(body)
    }
    return nil
  }
}
