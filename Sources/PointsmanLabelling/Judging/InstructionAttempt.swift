/// Answers that try to instruct the judge, found by a list of word patterns.
///
/// A pattern is a sequence of words; "a|b" is one of several, and "?" behind a word says that it may be missing. Case,
/// punctuation and invisible characters do not matter. The list finds common attempts, not all of them, and an answer may
/// match it by accident, so matches are counted and shown, and change no verdict.
package enum InstructionAttempt {
  /// The patterns of words.
  package static let patterns = [
    "ignore|disregard|forget|override all|any? of? the|your|these|my? previous|prior|above|earlier|preceding|other|former "
      + "instruction|instructions|prompt|prompts|rules|criteria|guidelines",
    "note|message|notice|instruction|instructions|attention to|for? the|any|all|our? judge|judges|grader|graders|evaluator|evaluators",
    "hey|hello judge|grader|evaluator",
    "you are|re the|a|an judge|grader|evaluator",
    "as the|an|a? judge|grader|evaluator you",
    "choose|pick|select|prefer|favor|favour|rank|rate answer|response|assistant a|b|1|2|one|two",
    "choose|pick|select|prefer|favor|favour|rank|rate|score|grade this|my answer|response",
    "give|award|assign this|me|my|it answer|response? the|a|an? full|highest|maximum|top|perfect score|scores|mark|marks|rating|grade|points",
    "declare|output|return|print|answer answer|response? a|b as|is? the? winner|better|best",
    "this|my answer|response is|should|must be? the? winner|preferred",
  ]

  private static let compiled = patterns.map { pattern in
    pattern.split(separator: " ").map { word in
      Step(
        words: Set((word.hasSuffix("?") ? word.dropLast() : word).split(separator: "|").map(String.init)),
        isOptional: word.hasSuffix("?"))
    }
  }

  private struct Step {
    let words: Set<String>
    let isOptional: Bool
  }

  /// The reason why an answer counts as such an attempt; nil where it does not. O(length).
  ///
  /// - Parameter criteria: an answer that ends with a line that would be read as a verdict is one, too.
  package static func reason(in answer: String, criteria: [String]) -> String? {
    if answer.unicodeScalars.contains(where: { (0xE0000...0xE007F).contains($0.value) }) {
      return "invisible tag characters"
    }
    if ["<answer-", "</answer-", "<task-", "</task-"].contains(where: answer.contains) { return "a judge's delimiter" }
    if VerdictLine.preferences(in: answer, criteria: criteria) != nil
      || VerdictLine.scores(in: answer, criteria: criteria) != nil
    {
      return "a verdict as its last line"
    }
    let words = Self.words(answer)
    for steps in compiled {
      for start in words.indices where steps[0].words.contains(words[start]) {
        if let end = match(steps, words, start) { return "“\(words[start..<end].joined(separator: " "))”" }
      }
    }
    return nil
  }

  /// The end of the words that match all steps from `start` on; a word that an optional step can take is taken.
  private static func match(_ steps: [Step], _ words: [String], _ start: Int) -> Int? {
    var place = start
    for step in steps {
      if place < words.count, step.words.contains(words[place]) {
        place += 1
      } else if !step.isOptional {
        return nil
      }
    }
    return place
  }

  /// Runs of letters and digits in lower case. Invisible characters within a word are dropped.
  private static func words(_ text: String) -> [String] {
    var words: [String] = []
    var word = ""
    for scalar in text.unicodeScalars {
      if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
        word += scalar.properties.lowercaseMapping
      } else if scalar.properties.isDefaultIgnorableCodePoint {
        continue
      } else if !word.isEmpty {
        words.append(word)
        word = ""
      }
    }
    return word.isEmpty ? words : words + [word]
  }
}
