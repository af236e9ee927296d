internal import Synchronization

/// The model that each conversation is with, for as many as are remembered; the longest unused are forgotten.
///
/// Two generations, each of half the size: names are written to the young one, and a name that is found in the old one moves
/// over. When the young one is full it becomes the old one. All O(1).
final class ConversationMemory: Sendable {
  struct Entry {
    /// Its model's name.
    var model: String
    /// Turns so far.
    var turns: Int
    /// True if its model was drawn at random.
    var isExplored: Bool
    /// The chances of its first turn, by the digest of the router that they belong to.
    var propensities: (router: String, values: [Double])
    /// Seconds of the monotonic clock.
    var lastUsed: Double
  }

  private struct Generations {
    var young: [String: Entry] = [:]
    var old: [String: Entry] = [:]
  }

  private let generations = Mutex(Generations())
  private let size: Int
  private let lifetime: Double

  init(remembered: Int, lifetime: Double) {
    (size, self.lifetime) = (max(1, remembered / 2), lifetime)
  }

  /// The conversation's entry; nil where it is not known, or was unused for longer than it is remembered.
  func entry(of name: String, now: Double) -> Entry? {
    generations.withLock { generations in
      guard let entry = generations.young[name] ?? generations.old[name], now - entry.lastUsed <= lifetime else {
        return nil
      }
      return entry
    }
  }

  func remember(_ entry: Entry, as name: String) {
    generations.withLock { generations in
      generations.young[name] = entry
      guard generations.young.count >= size else { return }
      generations.old = generations.young
      generations.young = [:]
    }
  }
}
