import Pointsman
internal import PointsmanSupport

extension Router {
  /// The weights as the router file has them, by name.
  var storedTensors: [String: Safetensors.Tensor] {
    guard let file = try? Safetensors(bytes: fileBytes) else {
      preconditionFailure("a router's own file is one that can be read")
    }
    return file.tensors
  }
}
