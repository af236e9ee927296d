internal import CPointsmanSystem

/// The files below a folder.
package enum FolderListing {
  /// More files are not listed: a folder with so many is not the one that was meant.
  private static let mostFiles = 1_000_000
  /// Folders within folders; a link that leads back ends here.
  private static let deepest = 24

  /// True for a folder, links followed.
  package static func isFolder(_ path: String) -> Bool {
    // Safe: the path is a string, NUL-terminated for the call.
    unsafe pointsman_is_folder(path) != 0
  }

  /// True for a regular file, links followed.
  package static func isFile(_ path: String) -> Bool {
    // Safe: as above.
    unsafe pointsman_is_file(path) != 0
  }

  /// The names in a folder, sorted by their bytes; hidden ones, too.
  package static func names(in path: String) throws(FileFailure) -> [String] {
    // Safe: the path is a string; the folder is closed on every way out.
    guard let folder = unsafe opendir(path) else { throw .last }
    defer { unsafe closedir(folder) }
    var names: [String] = []
    // Safe: the name is NUL-terminated, and copied before the next call.
    while let name = unsafe pointsman_next_name(folder) { names.append(unsafe String(cString: name)) }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Paths of the regular files below `folder`, in the order of their names, folder by folder. Hidden folders are left out.
  package static func files(below folder: String) throws(FileFailure) -> [String] {
    var files: [String] = []
    try add(folder, depth: 0, to: &files)
    return files
  }

  private static func add(_ folder: String, depth: Int, to files: inout [String]) throws(FileFailure) {
    for name in try names(in: folder) {
      let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
      if isFolder(path) {
        guard !name.hasPrefix(".") else { continue }
        guard depth < deepest else {
          throw FileFailure(reason: "it has folders within folders, more than \(deepest) deep")
        }
        try add(path, depth: depth + 1, to: &files)
      } else if isFile(path) {
        guard files.count < mostFiles else { throw FileFailure(reason: "it has more than \(mostFiles) files") }
        files.append(path)
      }
    }
  }
}
