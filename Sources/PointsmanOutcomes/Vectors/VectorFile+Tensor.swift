internal import Pointsman
internal import PointsmanSupport

extension VectorFile.Content {
  /// Reads safetensors: one F32 tensor, n × D, with its ids if the metadata names them.
  init(tensorIn path: String) throws(OutcomesError) {
    func fault(found: String, expected: String) -> OutcomesError {
      .unsuitableVectors(path: path, found: found, expected: expected)
    }
    let expected = "a safetensors file of one F32 tensor, n × D"
    let file: Safetensors
    do {
      file = try Safetensors(bytes: try FileReader.contents(of: path))
    } catch let error as FileFailure {
      throw .unreadable(path: path, reason: error.reason)
    } catch let error as SafetensorsError {
      throw fault(found: "a damaged one or another kind: \(error.fault)", expected: expected)
    } catch {
      throw fault(found: "\(error)", expected: expected)
    }
    guard file.tensors.count == 1, let tensor = file.tensors.values.first, let values = tensor.floats,
      tensor.shape.count == 2, !values.isEmpty
    else {
      let shapes = file.tensors.sorted { $0.key < $1.key }.map {
        "\"\($0.key)\" \($0.value.type.rawValue) \($0.value.shape)"
      }
      throw fault(found: shapes.isEmpty ? "no tensor" : shapes.joined(separator: ", "), expected: expected)
    }
    let dimension = tensor.shape[1]
    if let place = values.firstIndex(where: { !$0.isFinite }) {
      let (row, column) = place.quotientAndRemainder(dividingBy: dimension)
      throw fault(found: "\(values[place]) in row \(row), column \(column), from 0", expected: "finite numbers")
    }
    (self.dimension, self.values) = (dimension, values)
    (name, digest) = (file.metadata["name"], file.metadata["digest"])
    guard let text = file.metadata["ids"] else { return }
    guard let ids = (try? JSONValue(parsing: Array(text.utf8)))?.array?.map(\.string), !ids.contains(nil),
      ids.count == tensor.shape[0]
    else {
      throw fault(
        found: "metadata \"ids\" of another kind", expected: "the text of a JSON array of \(tensor.shape[0]) strings")
    }
    var places: [String: Int] = [:]
    for (row, id) in ids.compactMap({ $0 }).enumerated() where places.updateValue(row, forKey: id) != nil {
      throw fault(found: "id \"\(id)\" twice in metadata \"ids\"", expected: "each id once")
    }
    self.places = places
  }
}
