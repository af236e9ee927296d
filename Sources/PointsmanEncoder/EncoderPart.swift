/// What Pointsman takes of a pre-trained encoder, each part in a file of its own.
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

  /// What the file is called where no one names it.
  public var fileName: String {
    switch self {
    case .tokenTable: "minilm-tokens.safetensors"
    case .network: "minilm-encoder.safetensors"
    }
  }

  /// What the file's metadata say that it is.
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

  /// The command that makes the file.
  var command: String {
    switch self {
    case .tokenTable: "pointsman prepare-tokens"
    case .network: "pointsman prepare-encoder"
    }
  }
}
