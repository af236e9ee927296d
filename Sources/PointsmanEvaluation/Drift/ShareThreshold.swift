/// The threshold at which a given share of prompts goes to the strong model.
package struct ShareThreshold: Sendable, Equatable {
  /// The strong model is called where P(strong) − P(weak) is at least this.
  package let threshold: Double
  /// The share of the prompts given that this calls it on: the nearest to what was asked that ties allow.
  package let share: Double

  /// O(n log n).
  ///
  /// - Parameters:
  ///   - advantages: P(strong) − P(weak) of each prompt; at least one.
  ///   - share: the share wanted, from 0 to 1.
  package init(advantages: [Double], share wanted: Double) {
    precondition(!advantages.isEmpty && 0...1 ~= wanted)
    let sorted = advantages.sorted(by: >)
    // A cut after the first k stands between two that differ; none and all are cuts, too.
    let cuts = (0...sorted.count).filter { $0 == 0 || $0 == sorted.count || sorted[$0 - 1] > sorted[$0] }
    let aim = wanted * Double(sorted.count)
    let cut = cuts.min { abs(Double($0) - aim) < abs(Double($1) - aim) }!
    share = Double(cut) / Double(sorted.count)
    // Advantages lie from −1 to 1; 2 is above all, −2 below.
    let above = cut == 0 ? 2 : sorted[cut - 1]
    let below = cut == sorted.count ? -2 : sorted[cut]
    let middle = (above + below) / 2
    threshold = middle > below ? middle : above
  }
}
