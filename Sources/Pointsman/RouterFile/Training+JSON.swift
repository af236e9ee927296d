extension RouterManifest.Training {
  /// Reads what `json` writes; nil where a member is missing or of another kind.
  init?(_ value: JSONValue) {
    guard let rows = value["rows"]?.integer, let digest = value["data_sha256"]?.string,
      let folds = value["folds"]?.integer, let seed = value["seed"]?.string.flatMap({ UInt64($0) })
    else { return nil }
    self.init(rows: rows, dataDigest: digest, folds: folds, seed: seed)
  }

  var json: JSONValue {
    .object([
      ("rows", .integer(rows)), ("data_sha256", .string(dataDigest)), ("folds", .integer(folds)),
      ("seed", .string(String(seed))),
    ])
  }
}
