public import Pointsman

/// The forms in which a router leaves Pointsman.
public enum ExportFormat: String, Sendable, CaseIterable {
  /// All of the router as one JSON object: see `Router.exportedJSON()`.
  case json
  /// The dense part as a network, from numbers to probabilities: see `Router.exportedONNX()`.
  case onnx
  /// One C99 file that routes text: see `Router.exportedC(name:)`.
  case c

  /// The router in this form; `name` is what C functions are called by.
  public func bytes(of router: Router, name: String) throws(ExportError) -> [UInt8] {
    switch self {
    case .json: Array(router.exportedJSON().utf8)
    case .onnx: try router.exportedONNX()
    case .c: Array(try router.exportedC(name: name).utf8)
    }
  }
}
