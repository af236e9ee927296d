public import Pointsman

/// Why a router cannot leave in the form that was asked for.
public enum ExportError: Error, Equatable, CustomStringConvertible {
  /// The form has no code for a block of the router.
  case unsupportedBlock(Block, format: ExportFormat)
  /// There is nothing dense in the router to make a network of.
  case noDenseBlock
  /// The router cannot route one of its own golden prompts, which the form takes along.
  case unreadableGolden(RouterError)
  /// No name that C would take.
  case invalidName(String)

  /// One sentence: what is wrong, and what to do.
  public var description: String {
    switch self {
    case .unsupportedBlock(let block, .c):
      "C reads text by the lexical, structural and semantic blocks, and this router has a block \"\(block.rawValue)\"; "
        + "train one without it, or embed this one by libpointsman"
    case .unsupportedBlock(let block, let format):
      "\(format.rawValue) has no place for the block \"\(block.rawValue)\" of this router; train one without it, or "
        + "export it as json"
    case .noDenseBlock:
      "onnx takes the dense part of a router, and this one has none: no structural, encoder or external block; "
        + "export it as c or json"
    case .unreadableGolden(let error):
      "onnx takes the router's golden prompts along, and it cannot route them: \(error)"
    case .invalidName(let name):
      "\"\(name)\" is no name for C functions: letters, digits and underscores, a letter first; give one with --name"
    }
  }
}
