// One libFuzzer program for all targets: POINTSMAN_FUZZ names the one to run. Tests/Checks/fuzz/run links it with
// libFuzzer, whose main calls LLVMFuzzerTestOneInput.
//
// A finding is a trap, an address fault, or a property below that does not hold.

import Glibc
import Synchronization

@testable import Pointsman
@testable import PointsmanOutcomes
@testable import PointsmanSupport

/// The readers of foreign bytes.
enum FuzzTarget: String {
  case router, json, outcomes, file, request, prompt, harness, body, stream

  static let chosen = unsafe getenv("POINTSMAN_FUZZ").flatMap { unsafe FuzzTarget(rawValue: String(cString: $0)) }

  func run(_ bytes: [UInt8]) {
    switch self {
    case .router:
      // The first files had no checksum, and get one.
      if let router = try? Router(bytes: bytes) {
        let written = router.fileBytes
        demand(written == bytes || (try? Router(bytes: written))?.fileBytes == written, "a file comes back as it was")
      }
      guard let file = try? Safetensors(bytes: bytes) else { return }
      demand(file.tensors.values.allSatisfy { $0.bytes.count <= bytes.count }, "tensors lie in the file")
      if let lines = file.tensors["semantic.vocabulary"] { _ = WordPieceVocabulary(lines: lines.bytes) }
      // The checksum would stop nearly every file: the readers behind it are tried with a checksum that fits.
      guard let sealed = Self.sealed(file), let router = try? Router(bytes: sealed) else { return }
      demand(router.fileBytes == sealed, "every byte of a file means something")
      for prompt in Self.prompts { Self.decide(prompt, by: router) }
    case .json:
      guard let value = try? JSONValue(parsing: bytes) else { return }
      var json = JSONReader(bytes)
      demand((try? json.skipValue()) != nil && (try? json.end()) != nil, "JSON that is read can be passed over")
      guard let again = try? JSONValue(parsing: Array(value.text.utf8)) else { fatalError("its own text is no JSON") }
      demand(again == value, "JSON reads as it was written")
      _ = try? RouterManifest(json: value)
      _ = try? PromptReader.line(bytes)
    case .outcomes:
      var line = OutcomeLine(bytes, OutcomeReader())
      guard let record = try? line.read(fallbackID: "1", line: 1) else { return }
      demand(!record.row.prompt.isBlank, "a row has a prompt")
      demand(record.row.weight.isFinite && record.row.weight >= 0, "weights are numbers")
      demand(record.outcomes.values.allSatisfy { 0...1 ~= $0.score }, "scores lie between 0 and 1")
    case .file: Self.readFile(bytes)
    case .request:
      _ = PromptReader.id(ofFaulty: bytes)
      let request = try? PromptReader.request(String(decoding: bytes, as: UTF8.self))
      guard let line = try? PromptReader.line(bytes) else { return }
      demand(!line.prompt.isBlank || !line.prompt.needs.isEmpty, "a request has text, or needs a capability")
      if let request { demand(request.prompt.messages == line.prompt.messages, "a request alone is a line") }
    case .prompt: Self.route(bytes)
    case .harness: Self.readLog(bytes)
    case .body: Self.readBody(bytes)
    case .stream: Self.readStream(bytes)
    }
  }

  /// Reads a file of outcomes of any format in two ways, whose results agree: as one piece, and byte by byte.
  private static func readFile(_ bytes: [UInt8]) {
    let whole = try? OutcomeReader().read(bytes: bytes)
    let pieces = try? OutcomeReader().read(pieces: bytes.lazy.map { [$0] })
    demand(whole?.table.rows.map(\.id) == pieces?.table.rows.map(\.id), "a file reads alike in any pieces")
    var (skipping, keeping) = (OutcomeReader(), OutcomeReader())
    (skipping.skipsInvalid, skipping.replacesInvalidBytes, keeping.keepsUnread) = (true, true, true)
    _ = try? skipping.read(bytes: bytes)
    _ = try? keeping.read(bytes: bytes)
    for format in OutcomeFormat.allCases {
      var reader = OutcomeReader()
      reader.format = format
      guard let table = try? reader.read(bytes: bytes).table else { continue }
      demand(table.rows.allSatisfy { !$0.prompt.isBlank }, "a row has a prompt")
    }
  }

  /// Reads a log by each harness's reader, whatever it is, and as the archive that it may be.
  private static func readLog(_ bytes: [UInt8]) {
    if let archive = try? ZipArchive(bytes) {
      for member in archive.members { _ = try? archive.contents(of: member) }
    }
    _ = RefusedShapes.refusal(JSONOpening(bytes), name: "log.json")
    for reader in HarnessReaders.all {
      var options = OutcomeReader()
      (options.format, options.criteria) = (
        reader.format, bytes.count % 2 == 0 ? [] : [Criterion(name: "a", weight: 1)!]
      )
      var context = HarnessContext(options)
      let file = HarnessFile(path: "m.run.json", isOnDisk: false, bytes: bytes)
      for record in (try? reader.records(of: file, &context)) ?? [] {
        guard let record = try? record.get() else { continue }
        demand(!record.row.prompt.isBlank, "a row has a prompt")
        demand(record.outcomes.values.allSatisfy { 0...1 ~= $0.score }, "scores lie between 0 and 1")
      }
      for repeats in OutcomeReader.Repeats.allCases {
        options.repeats = repeats
        guard let table = try? options.read(bytes: bytes).table else { continue }
        demand(Set(table.rows.map(\.id)).count == table.rows.count, "each id comes once")
      }
    }
  }

  /// The file with a manifest as it would be written, and with the checksum of what it holds.
  private static func sealed(_ file: Safetensors) -> [UInt8]? {
    guard let text = file.metadata["pointsman"], let json = try? JSONValue(parsing: Array(text.utf8)),
      let manifest = try? RouterManifest(json: json).json.text
    else { return nil }
    let digest = String(repeating: "0", count: 64)
    let metadata = [
      "pointsman": manifest, "sha256": digest, "format": "pointsman router",
      "xxh64": Router.checksum(digest: digest, manifest: manifest, tensors: file.tensors),
    ]
    return Safetensors(metadata: metadata, tensors: file.tensors).bytes
  }

  private static let prompts = [Prompt("Write a test."), Prompt("漢 é a a 1e9 ```"), Prompt("")]

  /// Routes and explains, with vectors of the dimensions that the router asks for.
  private static func decide(_ prompt: Prompt, by router: Router) {
    var prompt = prompt
    for vector in router.manifest.vectors where vector.dimension < 1 << 16 {
      prompt.vectors[vector.block] = PromptVector([Float](repeating: 1, count: vector.dimension))
    }
    if let probabilities = try? router.probabilities(for: prompt) {
      demand(probabilities.allSatisfy { 0...1 ~= $0 }, "probabilities lie between 0 and 1")
    }
    // As text, since JSON has no number for what is undefined.
    _ = try? router.route(prompt).json(id: nil, router: router).text
    _ = try? router.explanation(for: prompt).json.text
  }

  /// Features of any text: n-grams as the plain reading of them has them, pieces and statistics without a fault.
  private static func route(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    let terms = LexicalTerms(Array(text.utf8), .standard)
    var expected: [UInt32: UInt32] = [:]
    for term in terms.words.terms + terms.characters.terms { expected[term.bucket, default: 0] += 1 }
    scratch.withLock { scratch in
      scratch.counter.count(text)
      let counted = Dictionary(uniqueKeysWithValues: zip(scratch.counter.buckets, scratch.counter.counts))
      demand(counted == expected, "n-grams are those of the plain reading")
      scratch.tokenizer.tokenize(text)
      demand(scratch.tokenizer.pieces.count <= text.utf8.count, "no more pieces than bytes")
    }
    demand(StructuralFeatures.values(of: Prompt(text)).allSatisfy(\.isFinite), "features are finite")
  }

  /// Kept from prompt to prompt, as a router does; building them each time would dominate.
  private struct Scratch {
    var counter = LexicalCounter(.standard)
    var tokenizer = WordPieceTokenizer(
      WordPieceVocabulary(lines: Array("[UNK]\na\nthe\nwrite\ntest\n##s\n##a\nfunction\n.\n漢\n##é\n".utf8))!)
  }
  private static let scratch = Mutex(Scratch())
}

/// Ends the program unless the condition holds; `precondition` does not say which in an optimised one.
func demand(_ condition: Bool, _ law: String) {
  if !condition { fatalError("does not hold: \(law)") }
}

@c(LLVMFuzzerTestOneInput)
public func fuzzOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard let target = FuzzTarget.chosen else {
    fatalError("set POINTSMAN_FUZZ to router, json, outcomes, file, request, prompt or harness")
  }
  // Safe: libFuzzer hands over `count` bytes.
  target.run(unsafe Array(UnsafeBufferPointer(start: bytes, count: count)))
  return 0
}
