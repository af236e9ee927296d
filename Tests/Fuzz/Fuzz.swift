// One libFuzzer program for all targets: POINTSMAN_FUZZ names the one to run. Tests/Fuzz/run builds and runs it, all
// sources of Pointsman and of the outcome reader in one module.
//
// A finding is a trap, an address fault, or a property below that does not hold.

import Glibc

/// What reads bytes that anybody may have written.
enum FuzzTarget: String {
  case router, json, outcomes, prompt

  static let chosen = unsafe getenv("POINTSMAN_FUZZ").flatMap { unsafe FuzzTarget(rawValue: String(cString: $0)) }

  func run(_ bytes: [UInt8]) {
    switch self {
    case .router:
      // The digest would stop nearly every file: what stands behind it is tried without.
      if let file = try? Safetensors(bytes: bytes) {
        precondition(file.tensors.values.allSatisfy { $0.bytes.count <= bytes.count })
        if let text = file.metadata["pointsman"], let json = try? JSONValue(parsing: Array(text.utf8)) {
          _ = try? RouterManifest(json: json)
        }
        if let lines = file.tensors["semantic.vocabulary"] { _ = WordPieceVocabulary(lines: lines.bytes) }
      }
      // The first files had no checksum, and get one.
      if let router = try? Router(bytes: bytes) {
        let written = router.fileBytes
        precondition(written == bytes || (try? Router(bytes: written))?.fileBytes == written)
        _ = try? router.probabilities(for: Prompt("Write a test."))
      }
    case .json:
      guard let value = try? JSONValue(parsing: bytes) else { return }
      guard let again = try? JSONValue(parsing: Array(value.text.utf8)) else { fatalError("its own text is no JSON") }
      precondition(again == value)
      _ = try? RouterManifest(json: value)
      _ = try? PromptReader.line(bytes)
    case .outcomes:
      var line = OutcomeLine(bytes, OutcomeReader())
      guard let record = try? line.read(fallbackID: "1", line: 1) else { return }
      precondition(!record.row.prompt.isBlank && record.row.weight.isFinite && record.row.weight >= 0)
      precondition(record.outcomes.values.allSatisfy { 0...1 ~= $0.score })
    case .prompt: Self.route(bytes)
    }
  }

  /// Features of any text: n-grams as the plain reading of them has them, pieces and statistics without a fault.
  private static func route(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    counter.count(text)
    let terms = LexicalTerms(text, .standard)
    var expected: [UInt32: UInt32] = [:]
    for term in terms.words + terms.characters { expected[term.bucket, default: 0] += 1 }
    precondition(Dictionary(uniqueKeysWithValues: zip(counter.buckets, counter.counts)) == expected)
    tokenizer.tokenize(text)
    precondition(tokenizer.pieces.count <= text.utf8.count)
    precondition(StructuralFeatures.values(of: Prompt(text)).allSatisfy(\.isFinite))
  }

  // Kept from prompt to prompt, as a router does; made anew each time they would take all of it. Safe: libFuzzer has one
  // thread.
  nonisolated(unsafe) private static var counter = LexicalCounter(.standard)
  nonisolated(unsafe) private static var tokenizer = WordPieceTokenizer(
    WordPieceVocabulary(
      lines: Array("[UNK]\na\nthe\nwrite\ntest\n##s\n##a\nfunction\n.\n漢\n##é\n".utf8))!)
}

@c(LLVMFuzzerTestOneInput)
public func fuzzOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard let target = FuzzTarget.chosen else { fatalError("set POINTSMAN_FUZZ to router, json, outcomes or prompt") }
  // Safe: libFuzzer hands over `count` bytes.
  target.run(unsafe Array(UnsafeBufferPointer(start: bytes, count: count)))
  return 0
}
