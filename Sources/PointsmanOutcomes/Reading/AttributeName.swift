/// Names of columns that describe a prompt, a run or a judgement. Nobody calls a model so.
enum AttributeName {
  /// First words of names of several words that are answered by yes or no.
  private static let questions: Set<String> = ["is", "has", "was", "are", "needs", "requires", "contains", "uses"]

  /// First words of names of several words that count or measure.
  private static let measures: Set<String> = [
    "num", "n", "nb", "count", "max", "min", "total", "mean", "avg", "average", "top", "expected",
  ]

  /// Such names, and the last words of such names.
  private static let nouns: Set<String> = [
    "id", "ids", "idx", "index", "row", "line", "number", "num", "no", "rank", "position", "order",
    "label", "labels", "target", "targets", "gold", "truth", "class", "cluster", "flag",
    "fold", "folds", "split", "partition", "subset", "stratum", "cv", "holdout", "train", "test", "validation", "dev",
    "temperature", "temp", "seed", "epoch", "step", "batch", "run", "trial", "attempt", "attempts", "repeat", "shots",
    "version",
    "difficulty", "hardness", "complexity", "level", "tier", "stage", "priority", "importance",
    "year", "month", "week", "day", "hour", "date", "time", "timestamp", "ts", "age",
    "category", "domain", "topic", "task", "type", "kind", "language", "lang", "locale", "source", "dataset",
    "benchmark", "genre",
    "subject", "area", "section", "chapter",
    "length", "len", "size", "words", "chars", "characters", "tokens", "turns", "sentences", "lines", "count",
    "frequency",
    "latency", "duration", "seconds", "ms", "cost", "price", "usd", "weight", "weights",
    "score", "scores", "performance", "accuracy", "correct", "correctness", "quality", "reward", "result", "rating",
    "votes",
    "outcome", "pass", "passed", "success", "agreement", "confidence", "probability", "entropy", "perplexity", "ppl",
    "similarity",
    "answer", "answers", "response", "responses", "reference", "solution", "output", "completion", "choice", "winner",
    "comment",
    "note", "notes", "hash",
    "toxicity", "sentiment", "readability", "user", "session", "annotator", "rater", "worker",
  ]

  /// True if `name` is one of them: `is_math`, `isMath`, `Label`, `fold_1`, `prompt_tokens`.
  ///
  /// Models' names have slashes, colons, hyphens and numbers: a name with a slash or a colon is a model's, and one with a
  /// hyphen or a digit is an attribute's only if all its words are, as those of `difficulty-level`.
  static func isLike(_ name: String) -> Bool {
    guard !name.contains("/"), !name.contains(":") else { return false }
    if Outcome.Measure.all.contains(where: { $0.name == name }) { return true }
    let words = words(of: name)
    guard let first = words.first, let last = words.last else { return false }
    if words.count > 1, questions.contains(first) || measures.contains(first) && !name.contains("-") { return true }
    return name.contains("-") || name.contains(where: \.isNumber)
      ? words.allSatisfy(nouns.contains) : nouns.contains(last)
  }

  /// The words of a name in lower case, parted by what is no letter, and by a capital after a small letter.
  private static func words(of name: String) -> [String] {
    var words: [String] = []
    var word = ""
    var wasLower = false
    for character in name {
      if !character.isLetter || wasLower && character.isUppercase {
        if !word.isEmpty { words.append(word) }
        word = ""
      }
      if character.isLetter { word += character.lowercased() }
      wasLower = character.isLowercase
    }
    return word.isEmpty ? words : words + [word]
  }
}
