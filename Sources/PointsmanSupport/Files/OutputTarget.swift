internal import CPointsmanSystem
internal import Synchronization

/// The place that the path of an output names.
///
/// Symbolic links are followed and stay. A regular file is replaced whole, by one of the same owner and mode. What is no
/// regular file, a device or a pipe, is written to in place. A directory, a disk, and a pipe that nobody reads are
/// refused.
enum OutputTarget {
  /// A regular file, there or not; `path` is no symbolic link.
  case file(path: String, existing: Attributes?)
  case stream(Stream)

  /// The owner and the mode of a file that is replaced.
  struct Attributes {
    fileprivate let status: stat

    /// Gives the new file these, so far as the system lets this user.
    func apply(to file: Int32) {
      // The owner first: changing it takes bits of the mode away.
      if fchown(file, status.st_uid, status.st_gid) != 0 { _ = fchown(file, uid_t.max, status.st_gid) }
      fchmod(file, status.st_mode & 0o7777)
    }
  }

  /// A device, a pipe, or an open file of this process.
  struct Stream {
    fileprivate let path: String
    /// The open file that the path names; -1 if it names a device or a pipe in the file system.
    fileprivate let descriptor: Int32
    fileprivate let isPipe: Bool
  }

  init(of path: String) throws(FileFailure) {
    let path = try Self.followingLinks(path)
    if let descriptor = Self.openFile(path) {
      self = .stream(Stream(path: path, descriptor: descriptor, isPipe: false))
      return
    }
    var status = stat()
    // Safe, here and below: the path is a string, NUL-terminated for the call, which writes one stat.
    guard unsafe stat(path, &status) == 0 else {
      guard pointsman_errno() == ENOENT else { throw .last }
      self = .file(path: path, existing: nil)
      return
    }
    let kind = Int32(truncatingIfNeeded: status.st_mode) & S_IFMT
    switch kind {
    case S_IFREG:
      guard unsafe access(path, W_OK) == 0 else { throw .last }
      self = .file(path: path, existing: Attributes(status: status))
    case S_IFDIR: throw FileFailure(reason: "it is a directory")
    case S_IFBLK: throw FileFailure(reason: "it is a disk, not a file")
    default: self = .stream(Stream(path: path, descriptor: -1, isPipe: kind == S_IFIFO))
    }
  }

  /// `path`, or where the symbolic links that begin there end. The names of open files, such as /dev/stdout, are not
  /// followed further: what they are linked to may have no name.
  private static func followingLinks(_ path: String) throws(FileFailure) -> String {
    var (path, links) = (path, 0)
    while openFile(path) == nil, let target = linkTarget(path) {
      links += 1
      guard links <= 40 else { throw FileFailure(reason: "its symbolic links go round in a circle") }
      let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
      path = target.hasPrefix("/") ? target : folder + target
    }
    return path
  }

  /// The target of a symbolic link; nil where there is none at `path`.
  private static func linkTarget(_ path: String) -> String? {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = unsafe bytes.withUnsafeMutableBytes { buffer in
      unsafe readlink(path, buffer.baseAddress!.assumingMemoryBound(to: CChar.self), buffer.count)
    }
    return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
  }

  /// The number of an open file of this process that `path` names: /dev/fd/1, for example; nil for other paths.
  private static func openFile(_ path: String) -> Int32? {
    for folder in ["/dev/fd/", "/proc/self/fd/"] where path.hasPrefix(folder) {
      return Int32(path.dropFirst(folder.count)).flatMap { $0 >= 0 ? $0 : nil }
    }
    return nil
  }
}

extension OutputTarget.Stream {
  /// Pipes that `AtomicFile.check` opened, by path.
  private static let kept = Mutex<[String: Int32]>([:])

  /// Opens it for writing. A pipe in the file system must have a reader: without one, this would wait for ever.
  func open() throws(FileFailure) -> Int32 {
    if let pipe = Self.kept.withLock({ $0.removeValue(forKey: path) }) { return pipe }
    if descriptor >= 0 {
      let copy = pointsman_duplicate(descriptor)
      guard copy >= 0 else { throw .last }
      return copy
    }
    let file = unsafe pointsman_open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY | (isPipe ? O_NONBLOCK : 0), 0)
    guard file >= 0 else {
      guard isPipe, pointsman_errno() == ENXIO else { throw .last }
      throw FileFailure(reason: "it is a pipe that no program reads; start the reader first")
    }
    // From here on a full pipe is waited for.
    if isPipe { pointsman_let_wait(file) }
    return file
  }

  /// Keeps the open pipe `file` for the next `open`; false where it is none.
  func keep(_ file: Int32) -> Bool {
    guard isPipe else { return false }
    return Self.kept.withLock { $0.updateValue(file, forKey: path) } == nil
  }
}

/// The file that a path names: the same for every path to it, also where the file is not there yet.
package enum FileIdentity: Hashable {
  case existing(device: UInt64, number: UInt64)
  case new(path: String)

  /// nil where the path names a device, which may be named twice, or cannot be found out about. "-" is the standard input.
  package init?(of path: String) {
    var status = stat()
    // Safe, here and below: the path is a string, NUL-terminated for the call, which writes one stat.
    let found = unsafe path == "-" ? fstat(STDIN_FILENO, &status) : stat(path, &status)
    if found == 0 {
      let kind = Int32(truncatingIfNeeded: status.st_mode) & S_IFMT
      guard kind != S_IFCHR else { return nil }
      self = .existing(
        device: UInt64(truncatingIfNeeded: status.st_dev), number: UInt64(truncatingIfNeeded: status.st_ino))
      return
    }
    guard case .file(let final, nil)? = try? OutputTarget(of: path) else { return nil }
    let slash = final.lastIndex(of: "/")
    let folder = slash.map { final[...$0] } ?? "."
    guard let resolved = unsafe realpath(String(folder), nil) else { return nil }
    defer { unsafe free(resolved) }
    let name = slash.map { final[final.index(after: $0)...] } ?? final[...]
    self = .new(path: unsafe String(cString: resolved) + "/" + name)
  }

  /// True if `path` names the open file that `descriptor` numbers.
  package static func isOpenFile(_ path: String, _ descriptor: Int32) -> Bool {
    guard case .stream(let stream)? = try? OutputTarget(of: path) else { return false }
    return stream.descriptor == descriptor
  }

  /// True if what is written to `path` becomes a regular file.
  package static func isRegular(_ path: String) -> Bool {
    if case .file? = try? OutputTarget(of: path) { true } else { false }
  }
}
