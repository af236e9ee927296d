import ArgumentParser

/// What the caller knows of a prompt.
struct TagOptions: ParsableArguments {
  @Option(
    name: .customLong("tag"),
    help: ArgumentHelp(
      "Something known of the prompt, language=swift for example; may be repeated. Under --jsonl a line's own go before.",
      valueName: "key=value"))
  var tags: [String] = []

  func validate() throws { _ = try dictionary() }

  /// The tags by their keys.
  func dictionary() throws -> [String: String] {
    var dictionary: [String: String] = [:]
    for argument in tags {
      guard let sign = argument.firstIndex(of: "="), sign > argument.startIndex else {
        throw ValidationError("--tag takes key=value, language=swift for example, not \"\(argument)\".")
      }
      let key = String(argument[..<sign])
      guard dictionary.updateValue(String(argument[argument.index(after: sign)...]), forKey: key) == nil else {
        throw ValidationError("--tag gives \"\(key)\" twice; a key has one value.")
      }
    }
    return dictionary
  }
}
