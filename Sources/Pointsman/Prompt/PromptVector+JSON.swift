package import PointsmanSupport

extension PromptVector {
  /// Reads an array of numbers, or an object with `values`, a `name` and a `digest` of what made them; without a digest
  /// it is the name's.
  package init(reading json: inout JSONReader) throws(JSONError) {
    if json.nextKind() == .array {
      self.init(try Self.values(&json))
      return
    }
    guard json.nextKind() == .object else {
      throw json.fault(expected: "a vector: an array of numbers, or an object with \"values\" and \"name\"")
    }
    var (values, name, digest): ([Float]?, String?, String?)
    var object = try json.beginObject()
    while let key = try json.nextKey(&object) {
      switch key {
      case "values": values = try Self.values(&json)
      case "name": name = try json.readString(expected: "the name of the vector's source, a string")
      case "digest": digest = try json.readString(expected: "the digest of the vector's source, a string")
      default: try json.skipValue()
      }
    }
    guard let values, let name, !name.isEmpty else {
      throw JSONError(offset: json.offset, expected: "\"values\" and \"name\" in a vector", found: "a vector without")
    }
    let source = digest.map { VectorSource(name: name, digest: $0) } ?? VectorSource(named: name)
    guard let source else {
      throw JSONError(
        offset: json.offset, expected: "a digest of 64 lower-case hexadecimal digits", found: "\"\(digest ?? "")\"")
    }
    self.init(values, source: source)
  }

  /// The numbers of an array that is not empty.
  package static func values(_ json: inout JSONReader) throws(JSONError) -> [Float] {
    let expected = "a vector, an array of numbers within the range of Float32"
    var values: [Float] = []
    guard json.nextKind() == .array else { throw json.fault(expected: expected) }
    try json.beginArray()
    while try json.nextElement(after: values.count) {
      var place = json
      let value = Float(try json.readDouble(expected: expected))
      guard value.isFinite else {
        _ = place.nextKind()
        throw JSONError(offset: place.offset, expected: expected, found: "a number beyond it")
      }
      values.append(value)
    }
    guard !values.isEmpty else {
      throw JSONError(offset: json.offset, expected: "a vector of at least one number", found: "an empty array")
    }
    return values
  }
}
