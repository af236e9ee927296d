internal import CPointsmanSystem
internal import Synchronization

/// Puts a file in place whole or not at all.
package enum AtomicFile {
  /// Writes `bytes` to `path`, replacing what is there: a reader sees the old file or the new one, never a part.
  ///
  /// The bytes go to a file of another name beside it, reach the disk, and take its name last. After an error that file
  /// is removed and `path` is as it was. `OutputTarget` says what happens at links, devices and pipes.
  package static func write(_ bytes: [UInt8], to path: String) throws(FileFailure) {
    var file = try AtomicFileWriter(path: path)
    try file.append(bytes)
    try file.commit()
  }

  /// Files that writers of this process have begun, and not yet put in place or removed.
  static let partials = Mutex<Set<String>>([])

  /// Removes them, for a program that is about to end.
  package static func discardPartials() {
    partials.withLock { paths in
      for path in paths { unsafe unlink(path) }
    }
  }

  /// Checks that `write` could put a file at `path`, by making and removing the partial file. A pipe that it opens stays
  /// open for `write`: its reader would take the close for the end.
  package static func check(_ path: String) throws(FileFailure) {
    switch try OutputTarget(of: path) {
    case .file(let path, let existing):
      let (file, partial) = try createPartial(for: path, replacing: existing)
      close(file)
      unsafe unlink(partial)
      partials.withLock { _ = $0.remove(partial) }
    case .stream(let target):
      let file = try target.open()
      if !target.keep(file) { close(file) }
    }
  }

  /// Makes a file of a new name beside `path`, with the owner and the mode of `existing`.
  ///
  /// The name is random: the number of the process is the same in every container, and a killed process leaves its file.
  fileprivate static func createPartial(
    for path: String, replacing existing: OutputTarget.Attributes?
  ) throws(FileFailure) -> (file: Int32, path: String) {
    var attempts = 0
    while true {
      let partial = "\(path).\(String(UInt64.random(in: .min ... .max), radix: 36)).partial"
      let file = partials.withLock { [partial] partials in
        // Safe, here and below: paths are strings, NUL-terminated for the call.
        let file = unsafe pointsman_open(
          partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, existing == nil ? 0o644 : 0o600)
        if file >= 0 { partials.insert(partial) }
        return file
      }
      if file >= 0 {
        existing?.apply(to: file)
        return (file, partial)
      }
      attempts += 1
      guard pointsman_errno() == EEXIST, attempts < 100 else { throw .last }
    }
  }
}

/// A file written piece by piece, which takes its name when it is whole: nothing is at `path` until `commit`.
package struct AtomicFileWriter: ~Copyable {
  private let file: Int32
  /// The partial file, and the path that it gets; nil where bytes go straight to a device or a pipe.
  private let names: (partial: String, final: String)?
  private var buffer: [UInt8] = []
  private var isCommitted = false

  private static let bufferSize = 1 << 18

  package init(path: String) throws(FileFailure) {
    switch try OutputTarget(of: path) {
    case .file(let path, let existing):
      let (file, partial) = try AtomicFile.createPartial(for: path, replacing: existing)
      (self.file, names) = (file, (partial, path))
    case .stream(let target):
      (file, names) = (try target.open(), nil)
    }
  }

  deinit {
    close(file)
    guard let partial = names?.partial else { return }
    if !isCommitted { unsafe unlink(partial) }
    AtomicFile.partials.withLock { [partial] in _ = $0.remove(partial) }
  }

  package mutating func append(_ bytes: some Sequence<UInt8>) throws(FileFailure) {
    buffer.append(contentsOf: bytes)
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Has all bytes reach the disk, and puts the file in its place.
  package mutating func commit() throws(FileFailure) {
    try flush()
    guard let names else { return }
    guard fsync(file) == 0, unsafe rename(names.partial, names.final) == 0 else { throw .last }
    isCommitted = true
  }

  private mutating func flush() throws(FileFailure) {
    var written = 0
    while written < buffer.count {
      // Safe: the pointer is good for the rest of the array, which is as long as the count given.
      let count = unsafe buffer.withUnsafeBytes {
        unsafe systemWrite(file, $0.baseAddress! + written, $0.count - written)
      }
      if count < 0 && pointsman_errno() != EINTR { throw .last }
      written += max(0, count)
    }
    buffer.removeAll(keepingCapacity: true)
  }
}

// Safe: only a name for the system's function, which a method could hide.
private let systemWrite = unsafe write
