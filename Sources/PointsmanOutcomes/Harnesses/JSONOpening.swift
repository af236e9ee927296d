internal import PointsmanSupport

/// The members of the first object of a JSON text, as far as the opening of its file has them: what tells a harness's log from
/// other files.
struct JSONOpening {
  /// True if the text is an array; its first element is looked at.
  private(set) var isArray = false
  /// The names of the members, those of objects within them, and those of the objects in that, as `a`, `a.b` and `a.b.c`; of
  /// an array its first object's.
  private(set) var paths: Set<String> = []
  /// The names of the outermost members in their order.
  private(set) var names: [String] = []
  /// The kinds of the outermost members.
  private(set) var kinds: [String: JSONReader.Kind] = [:]
  /// True if no member was cut off.
  private(set) var isWhole = false
  /// The first bytes of the file, decompressed where it is gzip.
  let bytes: [UInt8]

  /// - Parameter bytes: the first bytes of the file.
  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var json = JSONReader(Array((bytes.starts(with: [0xef, 0xbb, 0xbf]) ? bytes[3...] : bytes[...])))
    if json.nextKind() == .array {
      isArray = true
      guard (try? json.beginArray()) != nil, (try? json.nextElement(after: 0)) == true else { return }
    }
    guard json.nextKind() == .object else { return }
    isWhole = (try? look(&json, prefix: "", depth: 0)) != nil
  }

  /// True if all of `paths` are there.
  func has(_ paths: String...) -> Bool { self.paths.isSuperset(of: paths) }

  private mutating func look(_ json: inout JSONReader, prefix: String, depth: Int) throws(JSONError) {
    var object = try json.beginObject()
    // More members tell nothing more.
    var count = 0
    while let key = try json.nextKey(&object) {
      count += 1
      guard count <= 1000 else { throw json.fault(expected: "at most 1,000 members") }
      let kind = json.nextKind()
      paths.insert(prefix + key)
      if depth == 0 {
        names.append(key)
        kinds[key] = kind
      }
      if depth < 2, kind == .object {
        try look(&json, prefix: prefix + key + ".", depth: depth + 1)
      } else if depth < 2, kind == .array, Self.holdsObject(json) {
        // The first element alone: lists may be longer than the opening.
        var inner = json
        try inner.beginArray()
        _ = try inner.nextElement(after: 0)
        try look(&inner, prefix: prefix + key + ".", depth: depth + 1)
        try json.skipValue()
      } else {
        try json.skipValue()
      }
    }
  }

  private static func holdsObject(_ json: JSONReader) -> Bool {
    var json = json
    guard (try? json.beginArray()) != nil, (try? json.nextElement(after: 0)) == true else { return false }
    return json.nextKind() == .object
  }
}
