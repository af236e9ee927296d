/// The names of the folders of models and of the files of tasks. "/" is written %2F, "%" is written %25, and a dot in front is
/// written %2E.
package enum FileName {
  /// More bytes than this, with an extension, do not fit into a name.
  static let longest = 240

  /// nil for a name that is empty, or too long for a file system.
  package static func encoded(_ name: String) -> String? {
    var encoded = ""
    for scalar in name.unicodeScalars {
      switch scalar {
      case "/": encoded += "%2F"
      case "%": encoded += "%25"
      case "\0": encoded += "%00"
      default: encoded.unicodeScalars.append(scalar)
      }
    }
    if encoded.hasPrefix(".") { encoded = "%2E" + encoded.dropFirst() }
    return encoded.isEmpty || encoded.utf8.count > longest ? nil : encoded
  }

  /// The name that `encoded` gave `file`.
  package static func decoded(_ file: String) -> String {
    var name = file
    for (code, text) in [("%2F", "/"), ("%2E", "."), ("%00", "\0"), ("%25", "%")] {
      name = name.split(separator: code, omittingEmptySubsequences: false).joined(separator: text)
    }
    return name
  }
}
