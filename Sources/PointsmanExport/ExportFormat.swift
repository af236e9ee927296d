public import Pointsman

/// A form of a router that other programs read.
///
/// ```swift
/// let bytes = try ExportFormat.c.bytes(of: router, name: "assistants")
/// ```
public enum ExportFormat: String, Sendable, CaseIterable {
  /// All of the router as one JSON object: see `Router.exportedJSON()`.
  case json
  /// The dense part as a network, from numbers to probabilities: see `Router.exportedONNX()`.
  case onnx
  /// One C99 file that routes text: see `Router.exportedC(name:)`.
  case c

  /// The router in this form. `name` is the prefix of the C functions; the other forms do not use it.
  public func bytes(of router: Router, name: String) throws(ExportError) -> [UInt8] {
    switch self {
    case .json: Array(router.exportedJSON().utf8)
    case .onnx: try router.exportedONNX()
    case .c: Array(try router.exportedC(name: name).utf8)
    }
  }
}

/// A router that cannot be exported in the requested form.
public enum ExportError: Error, Equatable, CustomStringConvertible {
  /// The form has no code for a block of the router.
  case unsupportedBlock(Block, format: ExportFormat)
  /// ONNX holds dense blocks, and the router has none.
  case noDenseBlock
  /// The router cannot route one of its own golden prompts, which the form takes along.
  case unreadableGolden(RouterError)
  /// The name is not an identifier of C.
  case invalidName(String)

  /// One sentence that names the fault and a way out.
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
      "\"\(name)\" is no name for C functions: letters, digits and underscores, a letter first; give another"
    }
  }
}
