internal import Pointsman
internal import PointsmanSupport

/// The file of a part of an encoder: safetensors, a vocabulary among them, and metadata that say what they are, where
/// they come from, and their digest.
struct EncoderFile {
  let part: EncoderPart
  /// Where the bytes come from.
  let path: String
  let metadata: [String: String]
  let tensors: [String: Safetensors.Tensor]
  let vocabulary: WordPieceVocabulary

  /// Reads the file at `path`.
  static func contents(of path: String, _ part: EncoderPart) throws(EncoderError) -> [UInt8] {
    do {
      return try FileReader.contents(of: path, isExpected: Safetensors.mayBegin)
    } catch {
      throw .unreadable(part, path: path, reason: error.reason)
    }
  }

  /// Reads `bytes`, checking structure, format and vocabulary.
  init(_ bytes: [UInt8], _ part: EncoderPart, path: String) throws(EncoderError) {
    let file: Safetensors
    do {
      file = try Safetensors(bytes: bytes)
    } catch {
      throw .malformed(part, path: path, fault: error.fault)
    }
    guard file.metadata[Key.format] == part.formatName else {
      let fault = "its metadata does not say \"\(Key.format)\": \"\(part.formatName)\""
      throw .malformed(part, path: path, fault: fault)
    }
    guard let lines = file.tensors[Key.vocabulary], lines.type == .uint8, lines.shape.count == 1,
      let vocabulary = WordPieceVocabulary(lines: lines.bytes)
    else {
      let fault = "its vocabulary is missing, or no list of pieces that starts with [UNK]"
      throw .malformed(part, path: path, fault: fault)
    }
    (self.part, self.path, metadata, tensors, self.vocabulary) = (part, path, file.metadata, file.tensors, vocabulary)
  }

  func malformed(_ fault: String) -> EncoderError { .malformed(part, path: path, fault: fault) }

  /// Compares the digest of what was read with the one that the file states.
  func check(digest: String) throws(EncoderError) {
    guard digest == metadata[Key.digest] else {
      throw malformed("its digest does not fit its content, so some byte of it was altered")
    }
  }

  /// The metadata besides `keys` and what every such file has.
  func provenance(without keys: Set<String> = []) -> [String: String] {
    metadata.filter { ![Key.format, Key.digest].contains($0.key) && !keys.contains($0.key) }
  }

  /// `tensors` with the vocabulary among them.
  static func tensors(
    _ tensors: [String: Safetensors.Tensor], _ vocabulary: WordPieceVocabulary
  ) -> [String: Safetensors.Tensor] {
    let lines = Safetensors.Tensor(type: .uint8, shape: [vocabulary.lines.count], bytes: vocabulary.lines)
    return tensors.merging([Key.vocabulary: lines]) { $1 }
  }

  /// The bytes of a file, the same for the same arguments.
  static func bytes(
    _ part: EncoderPart, _ tensors: [String: Safetensors.Tensor], metadata: [String: String], digest: String
  ) -> [UInt8] {
    let ours = [Key.format: part.formatName, Key.digest: digest]
    return Safetensors(metadata: metadata.merging(ours) { $1 }, tensors: tensors).bytes
  }

  /// Writes a file, whole or not at all.
  static func write(_ bytes: [UInt8], to path: String) throws(EncoderError) {
    do {
      try AtomicFile.write(bytes, to: path)
    } catch {
      throw .unwritable(path: path, reason: error.reason)
    }
  }

  private enum Key {
    static let format = "format"
    static let digest = "sha256"
    static let vocabulary = "vocabulary"
  }
}

/// A part of a pre-trained encoder, in a file of its own.
public enum EncoderPart: Sendable, Equatable {
  /// The vectors of its tokens, which the semantic block is made of: `TokenTable`.
  case tokenTable
  /// Its network, which the encoder block runs: `SentenceEncoder`.
  case network

  /// The environment variable that names the part's file.
  public var variable: String {
    switch self {
    case .tokenTable: "POINTSMAN_TOKENS"
    case .network: "POINTSMAN_ENCODER"
    }
  }

  /// The default name of the file.
  public var fileName: String {
    switch self {
    case .tokenTable: "minilm-tokens.safetensors"
    case .network: "minilm-encoder.safetensors"
    }
  }

  /// The format that the file's metadata state.
  var formatName: String {
    switch self {
    case .tokenTable: "pointsman token table"
    case .network: "pointsman encoder"
    }
  }

  /// In words, for errors.
  var name: String {
    switch self {
    case .tokenTable: "table of token vectors"
    case .network: "encoder"
    }
  }

  /// The command of the command line that makes the file.
  package var command: String {
    switch self {
    case .tokenTable: "pointsman prepare-tokens"
    case .network: "pointsman prepare-encoder"
    }
  }
}
