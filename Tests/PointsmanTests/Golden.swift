import PointsmanSupport

/// The files in `Golden`.
enum Golden {
  /// The lines of a file of JSON Lines.
  static func lines(_ name: String) throws -> [[UInt8]] {
    let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    let bytes = try FileReader.contents(of: "\(folder)/Golden/\(name)")
    return bytes.split(separator: UInt8(ascii: "\n")).map(Array.init)
  }
}
