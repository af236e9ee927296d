/// The smallest hashes of some prompts: they tell how many of other prompts are among them, and no word of any.
///
/// Of prompts that are among them as many come below the largest of these hashes as of others, and there alone can a match
/// be seen: hence "of those that it can tell". Source: Broder, "On the resemblance and containment of documents", 1997.
package struct PromptSketch: Sendable, Equatable {
  /// Hashes kept at most: enough to tell one shared prompt in ten for sure, in less than a kilobyte of manifest.
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

  /// Of `prompts` those that it can tell, and how many of these are among its own. O(text).
  package func overlap(with prompts: [Prompt]) -> (known: Int, told: Int) {
    // Fewer prompts than it could keep are all there.
    let limit = hashes.count < Self.size ? UInt32.max : hashes.last ?? 0
    let told = prompts.map(Self.hash).filter { $0 <= limit }
    let own = Set(hashes)
    return (told.count(where: own.contains), told.count)
  }

  private static func hash(_ prompt: Prompt) -> UInt32 {
    let bytes = Array(prompt.userText.utf8)
    return MurmurHash3.hash(bytes.span, 0..<bytes.count)
  }
}
