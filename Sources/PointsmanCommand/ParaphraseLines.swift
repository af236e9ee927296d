import Pointsman
import PointsmanEvaluation
internal import PointsmanSupport

/// Pairs of prompts that mean the same, one JSON object a line: `id`, `prompt`, `paraphrase`.
enum ParaphraseLines {
  static func read(path: String) throws -> [ParaphrasePair] {
    var lines = try JSONLines(path: path)
    var pairs: [ParaphrasePair] = []
    while let pair = try lines.next(pair) { pairs.append(pair) }
    guard !pairs.isEmpty else {
      throw Failure(
        description:
          "\(path): holds no pairs; expected one JSON object a line with \"id\", \"prompt\" and \"paraphrase\"")
    }
    return pairs
  }

  private static func pair(_ line: [UInt8]) throws(JSONError) -> ParaphrasePair {
    var json = JSONReader(line)
    var (id, prompt, paraphrase): (String?, Prompt?, Prompt?)
    var object = try json.beginObject()
    while let key = try json.nextKey(&object) {
      switch key {
      case "id": id = try json.readIdentifier()
      case "prompt": prompt = Prompt(try json.readString(expected: "the prompt, a string"))
      case "paraphrase": paraphrase = Prompt(try json.readString(expected: "the paraphrase, a string"))
      default: _ = try json.readValue()
      }
    }
    try json.end()
    guard let id, let prompt, let paraphrase else {
      throw JSONError(
        offset: json.offset, expected: "\"id\", \"prompt\" and \"paraphrase\"", found: "a pair without all of them")
    }
    guard !prompt.isBlank, !paraphrase.isBlank else {
      throw JSONError(offset: json.offset, expected: "text on both sides of the pair", found: "an empty side")
    }
    guard prompt != paraphrase else {
      throw JSONError(offset: json.offset, expected: "a paraphrase in other words", found: "the prompt itself")
    }
    return ParaphrasePair(id: id, prompt: prompt, paraphrase: paraphrase)
  }
}
