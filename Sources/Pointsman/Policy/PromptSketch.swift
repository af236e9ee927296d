/// The smallest hashes of some prompts. They estimate how many other prompts are among them, and reveal no word.
///
/// Only a prompt whose hash is at most the largest kept hash can match. Of prompts that are among them the same share has
/// such a hash as of others. Source: Broder, "On the resemblance and containment of documents", 1997.
package struct PromptSketch: Sendable, Equatable {
  /// Hashes kept at most: enough to find one shared prompt in ten for sure, in less than a kilobyte of manifest.
  static let size = 64

  /// Rising, each once.
  let hashes: [UInt32]

  /// O(text + n log n).
  package init(of prompts: some Sequence<Prompt>) {
    hashes = Array(Set(prompts.map(Self.hash)).sorted().prefix(Self.size))
  }

  /// nil unless there are no more hashes than `size`, each larger than the one before.
  init?(hashes: [UInt32]) {
    guard hashes.count <= Self.size, zip(hashes, hashes.dropFirst()).allSatisfy({ $0 < $1 }) else { return nil }
    self.hashes = hashes
  }

  /// The number of `prompts` that could match, and the number that do. O(text).
  package func overlap(with prompts: [Prompt]) -> (known: Int, comparable: Int) {
    let limit = limit
    let comparable = prompts.map(Self.hash).filter { $0 <= limit }
    let own = Set(hashes)
    return (comparable.count(where: own.contains), comparable.count)
  }

  /// True if `prompt` is among the prompts, false if not, and nil where its hash is too large to tell. O(text).
  func isAmong(_ prompt: Prompt) -> Bool? {
    let hash = Self.hash(prompt)
    return hash <= limit ? hashes.contains(hash) : nil
  }

  /// The largest hash that says anything: a sketch with room left holds all of its prompts.
  private var limit: UInt32 { hashes.count < Self.size ? .max : hashes.last ?? 0 }

  private static func hash(_ prompt: Prompt) -> UInt32 {
    let bytes = Array(prompt.userText.utf8)
    return MurmurHash3.hash(bytes.span, 0..<bytes.count)
  }
}
