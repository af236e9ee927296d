import Testing

@testable import Pointsman
@testable import PointsmanSupport

@Suite("Damaged and hostile router files")
struct HostileRouterTests {
  @Test("A file cut at any length is refused")
  func truncated() throws {
    let bytes = try SmallRouter.constant([0.5, -0.25]).fileBytes
    _ = try Router(bytes: bytes)
    for length in bytes.indices {
      #expect(throws: RouterError.self, "cut at \(length)") { try Router(bytes: Array(bytes[..<length])) }
    }
    #expect(throws: RouterError.self) { try Router(bytes: bytes + [0]) }
  }

  @Test("A full router's file cut anywhere is refused")
  func truncatedFull() throws {
    let bytes = try SmallRouter.full().fileBytes
    for length in stride(from: 0, to: bytes.count, by: 97) {
      #expect(throws: RouterError.self, "cut at \(length)") { try Router(bytes: Array(bytes[..<length])) }
    }
  }

  @Test("A byte altered anywhere is refused", arguments: [0x01, 0x20, 0x80, 0xff] as [UInt8])
  func altered(mask: UInt8) throws {
    let router = try Self.oneOfEach()
    let bytes = router.fileBytes
    _ = try Router(bytes: bytes)
    var accepted: [Int] = []
    for index in bytes.indices {
      var altered = bytes
      altered[index] ^= mask
      if (try? Router(bytes: altered)) != nil { accepted.append(index) }
    }
    #expect(accepted == [])
  }

  /// Every member a manifest may have, and a tensor of two numbers: small, as opening it is quadratic in its size here.
  private static func oneOfEach() throws -> Router {
    let router = try SmallRouter.constant(
      [0.5, -0.25],
      calibrations: [
        .platt(slope: 0.1 + 0.2, intercept: -1e-5), .isotonic(logits: [-1, 1], probabilities: [0.1, 0.7]),
      ],
      costs: [0.1, nil], pair: .init(weak: "coder", strong: "generalist"))
    var manifest = router.manifest
    manifest.evaluation = .object([("brier", .number(0.1 + 0.7)), ("note", .string("é\u{1}"))])
    manifest.golden = [.init(prompt: Prompt("a\u{1f}"), probabilities: [1 / 3, 2 / 3])]
    return try Router(manifest: manifest, heads: .init(intercepts: router.heads.intercepts))
  }

  @Test("A byte altered in the tensors of a full router is refused")
  func alteredTensors() throws {
    let bytes = try SmallRouter.full().fileBytes
    for index in stride(from: 3, to: bytes.count, by: 211) {
      var altered = bytes
      altered[index] ^= 0x10
      #expect(throws: RouterError.self, "byte \(index)") { try Router(bytes: altered) }
    }
  }

  @Test("A manifest that was changed together with its digest is still held against the tensors")
  func foreignTensors() throws {
    let router = try SmallRouter.full()
    let file = try Safetensors(bytes: router.fileBytes)
    let tensor = Safetensors.Tensor(shape: [1], [1] as [Float])
    let changes: [(inout [String: Safetensors.Tensor]) -> Void] = [
      { $0["extra"] = tensor }, { $0["intercepts"] = nil }, { $0["intercepts"] = tensor },
      { $0["lexical.rows"] = nil }, { $0["lexical.rows"] = tensor }, { $0["lexical.scales"] = tensor },
      { $0["structural.weights"] = tensor }, { $0["structural.means"] = nil },
      { $0["intercepts"] = .init(shape: [3], [1, .nan, 2]) },
      { $0["intercepts"] = .init(shape: [3], [1, .infinity, 2]) },
      { $0["intercepts"] = .init(shape: [1, 3], [1, 1, 2] as [Float]) },
      { $0["intercepts"] = .init(shape: [3], [1, 1, 2] as [Int16]) },
      { $0["lexical.scales"] = .init(shape: [4], [1, -1, 1, 1] as [Float]) },
      { $0["lexical.rows"] = .init(shape: [4, 512], file.tensors["lexical.rows"]?.integers ?? []) },
    ]
    for (index, change) in changes.enumerated() {
      var altered = file
      change(&altered.tensors)
      let bytes = try altered.sealed()
      #expect(throws: RouterError.self, "change \(index)") { try Router(bytes: bytes) }
    }
  }

  @Test("A finite number so large that sums of it are not is refused by its place")
  func tooLarge() throws {
    let router = try SmallRouter.full()
    var file = try Safetensors(bytes: router.fileBytes)
    for (name, tensor) in file.tensors where tensor.type == .float32 {
      var numbers = try #require(tensor.floats)
      numbers[numbers.count - 1] = 2 * TensorReader.limit
      file.tensors[name] = .init(shape: tensor.shape, numbers)
      let error = #expect(throws: RouterError.self) { try Router(bytes: file.bytes) }
      #expect(error?.description.contains("number \(numbers.count - 1) of tensor \"\(name)\" is 2e+09") == true)
      file.tensors[name] = tensor
    }
  }

  @Test("An invented digest with its checksum is found out by verifying; without a checksum, at once")
  func madeUpDigest() throws {
    let router = try SmallRouter.full()
    try router.verifyDigest()
    var file = try Safetensors(bytes: router.fileBytes)
    let digest = String(router.digest.reversed())
    file.metadata["sha256"] = digest
    #expect(throws: RouterError.self) { try Router(bytes: file.bytes) }
    file.metadata["xxh64"] = Router.checksum(
      digest: digest, manifest: router.manifest.json.text, tensors: file.tensors)
    let opened = try Router(bytes: file.bytes)
    #expect(opened.digest == digest)
    #expect(throws: RouterError.self) { try opened.verifyDigest() }
    file.metadata["xxh64"] = nil
    #expect(throws: RouterError.self) { try Router(bytes: file.bytes) }
    file.metadata["sha256"] = router.digest
    #expect(try Router(bytes: file.bytes).digest == router.digest)
  }

  @Test("A safetensors file that is no router says so")
  func noRouter() {
    let file = Safetensors(metadata: [:], tensors: ["w": .init(shape: [1], [1] as [Float])])
    let error = #expect(throws: RouterError.self) { try Router(bytes: file.bytes) }
    #expect(error?.description.contains("not a router file") == true)
  }

  @Test(
    "Numbers and names that no training writes are refused, in a file whose digest is right",
    arguments: [
      (#""rows":12"#, #""rows":-1"#), (#""folds":5"#, #""folds":-9223372036854775808"#),
      (#""name":"coder""#, #""name":"cod\u0000er""#),
    ])
  func impossible(part: String, replacement: String) throws {
    var file = try Safetensors(bytes: SmallRouter.full().fileBytes)
    let manifest = try #require(file.metadata["pointsman"])
    #expect(manifest.contains(part))
    file.metadata["pointsman"] = manifest.replacing(part, with: replacement)
    let bytes = try file.sealed()
    #expect(throws: RouterError.self) { try Router(bytes: bytes) }
  }

  @Test(
    "Numbers that a re-sealed file may have are routed by under every policy, guard included, without a trap",
    arguments: [
      (#""rows":12"#, #""rows":9223372036854775807"#), (#""mean_score":0.5"#, #""mean_score":-1e+300"#),
      (#""mean_cost":0.25"#, #""mean_cost":1e+308"#), (#""slope":0.7"#, #""slope":1e+300"#),
      (#""novelty_bound":0.5"#, #""novelty_bound":-1e+300"#),
      (#""strangeness_bound":0.5"#, #""strangeness_bound":-1e+300"#),
      (#""standard_errors":[0.25]"#, #""standard_errors":[1e+300]"#),
    ])
  func extreme(part: String, replacement: String) throws {
    let router = try SmallRouter.full().with { manifest in
      manifest.domainCheck = DomainCheck(unseenNGramShareBound: 0.5, featureDistanceBound: 0.5)
      for m in manifest.models.indices {
        manifest.models[m].reliability = Reliability(edges: [], calibrationErrors: [0.25], shares: [1])
      }
    }
    var file = try Safetensors(bytes: router.fileBytes)
    let manifest = try #require(file.metadata["pointsman"])
    #expect(manifest.contains(part))
    file.metadata["pointsman"] = manifest.replacing(part, with: replacement)
    let opened = try Router(bytes: file.sealed())
    var guarded = Policy.mostLikely
    guarded.isGuarded = true
    guarded.fallback = "tiny"
    for policy in [guarded, .threshold(0.1), .willingnessToPay(1), Policy(.quality(0.5))] {
      for text in ["fix security", "", "zwölf ΟΔΟΣ 漢字"] {
        do throws(RouterError) {
          #expect(try opened.route(Prompt(text), under: policy).margin.isFinite)
        } catch {
          guard case .unsuitablePolicy = error else { throw error }
        }
      }
    }
    _ = opened.mayBeTrained(on: Prompt("fix security"))
  }
}
