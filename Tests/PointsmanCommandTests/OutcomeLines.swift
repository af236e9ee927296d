import PointsmanOutcomes
import PointsmanSupport

/// Outcomes of two models in JSON Lines, generated from a seed: words of one list favour "small", of the other "large".
func outcomeLines(rows: Int, seed: UInt64, shuffled: Bool = false) -> [String] {
  let lists = [["parser", "loop", "array", "regex", "mock"], ["confusing", "vague", "design", "slow", "odd"]]
  let common = ["the", "a", "please", "my", "code", "for", "now"]
  var generator = SplitMix64(seed: seed)
  func draw(_ words: [String]) -> String { words[Int(generator.next(below: UInt64(words.count)))] }
  return (0..<rows).map { index in
    let words = [draw(common), draw(lists[index % 2]), draw(common), draw(lists[index % 2]), draw(common), "\(index)"]
    let easy = shuffled ? generator.next(below: 2) == 0 : index % 2 == 0
    let (small, large) = generator.next(below: 20) == 0 ? (0, 0) : (easy ? 1 : 0, easy ? 0 : 1)
    return """
      {"id":"s\(seed)-\(index)","prompt":"\(words.joined(separator: " "))","category":"\(index % 2 == 0 ? "p" : "q")",\
      "outcomes":{"small":{"score":\(small),"cost":0.001},"large":{"score":\(large),"cost":0.01}}}
      """
  }
}
