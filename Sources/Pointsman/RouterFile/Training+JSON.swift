internal import PointsmanSupport

extension RouterManifest.Training {
  /// Reads what `json` writes; nil where a member is missing or of another kind.
  init?(_ value: JSONValue) {
    guard let rows = value["rows"]?.integer, let digest = value["data_sha256"]?.string,
      let folds = value["folds"]?.integer, let seed = value["seed"]?.string.flatMap({ UInt64($0) })
    else { return nil }
    self.init(rows: rows, dataDigest: digest, folds: folds, seed: seed)
    guard let hashes = value["prompt_hashes"] else { return }
    guard let numbers = hashes.array?.map({ $0.integer.flatMap { UInt32(exactly: $0) } }),
      let sketch = PromptSketch(hashes: numbers.compactMap { $0 }), sketch.hashes.count == numbers.count
    else { return nil }
    prompts = sketch
  }

  var json: JSONValue {
    var members: [(key: String, value: JSONValue)] = [
      ("rows", .integer(rows)), ("data_sha256", .string(dataDigest)), ("folds", .integer(folds)),
      ("seed", .string(String(seed))),
    ]
    if let prompts { members.append(("prompt_hashes", .array(prompts.hashes.map { .integer(Int($0)) }))) }
    return .object(members)
  }
}
