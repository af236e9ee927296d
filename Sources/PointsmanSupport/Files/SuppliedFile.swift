/// A file that comes with the program: in its repository, or installed with it.
package enum SuppliedFile {
  /// The absolute paths to look at, in order, each once:
  ///
  /// 1. beside the program,
  /// 2. PREFIX/share/pointsman for a program in PREFIX/bin,
  /// 3. `folder` in the folders above the program, which finds the repository of a program that was built there,
  /// 4. `folder` in the working directory and the folders above it.
  ///
  /// - Parameters:
  ///   - name: what the file is called.
  ///   - folder: the folder of the repository that holds it.
  ///   - executable: the absolute path of the program's file, symbolic links resolved.
  ///   - workingDirectory: an absolute path.
  package static func places(
    of name: String, in folder: String, executable: String?, workingDirectory: String
  ) -> [String] {
    let above = ancestors(of: executable ?? "").dropFirst()
    var places: [String] = []
    if let own = above.first {
      places.append("\(own)/\(name)")
      if own.hasSuffix("/bin") { places.append("\(own.dropLast("/bin".count))/share/pointsman/\(name)") }
    }
    for ancestor in above + ancestors(of: workingDirectory) {
      let place = "\(ancestor)/\(folder)/\(name)"
      if !places.contains(place) { places.append(place) }
    }
    return places
  }

  /// `path`, the folder that holds it, and so on; the root is the empty string.
  private static func ancestors(of path: String) -> [String] {
    guard path.hasPrefix("/") else { return [] }
    let names = path.split(separator: "/")
    return (0...names.count).reversed().map { count in names[..<count].map { "/" + $0 }.joined() }
  }
}
