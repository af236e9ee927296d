import Foundation
import TestSupport
import Testing

@testable import PointsmanSupport

@Suite("OutputTarget")
struct OutputTargetTests {
  /// How a file is written; every way ends alike.
  enum Way: String, CaseIterable {
    case whole, inPieces, afterCheck

    func write(_ bytes: [UInt8], to path: String) throws(FileFailure) {
      if self == .afterCheck { try AtomicFile.check(path) }
      guard self == .inPieces else { return try AtomicFile.write(bytes, to: path) }
      var file = try AtomicFileWriter(path: path)
      for byte in bytes { try file.append([byte]) }
      try file.commit()
    }
  }

  private func kind(of path: String) throws -> FileAttributeType? {
    try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
  }

  @Test("The mode of a file that is replaced is kept", arguments: [0o600, 0o640, 0o664, 0o755], Way.allCases)
  func mode(mode: Int, way: Way) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([1], to: "file")
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    try way.write([2, 3], to: path)
    #expect(try FileReader.contents(of: path) == [2, 3])
    #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == mode)
  }

  @Test(
    "Symbolic links are followed and stay, also those that lead nowhere yet",
    arguments: [["file"], ["sub/file"], ["new"], ["sub/new"], ["second", "file"], ["sub/third", "file"]], Way.allCases)
  func links(targets: [String], way: Way) throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("sub")
    for name in ["file", "sub/file"] { try folder.write([1], to: name) }
    // A relative link begins at its own folder.
    var link = "link"
    for target in targets {
      try FileManager.default.createSymbolicLink(atPath: folder.path(link), withDestinationPath: target)
      link = (link.hasPrefix("sub/") ? "sub/" : "") + target
    }
    try way.write([2, 3], to: folder.path("link"))
    #expect(try kind(of: folder.path("link")) == .typeSymbolicLink)
    #expect(try kind(of: folder.path(link)) == .typeRegular)
    #expect(try FileReader.contents(of: folder.path("link")) == [2, 3])
    #expect(try folder.names.allSatisfy { !$0.hasSuffix(".partial") })
  }

  @Test("A device, also behind a link, is written to and stays", arguments: Way.allCases)
  func devices(way: Way) throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createSymbolicLink(atPath: folder.path("link"), withDestinationPath: "/dev/null")
    var paths = [folder.path("link")]
    // Only the superuser makes devices.
    if unsafe mknod(folder.path("null"), S_IFCHR | 0o666, 0x103) == 0 { paths.append(folder.path("null")) }
    for path in paths {
      let before = try kind(of: path)
      try way.write([1, 2], to: path)
      #expect(try kind(of: path) == before)
    }
    #expect(try folder.names.count == paths.count)
  }

  @Test("A pipe with a reader gets the bytes, once; one without is refused at once", arguments: Way.allCases)
  func pipes(way: Way) throws {
    let folder = try TemporaryFolder()
    let path = folder.path("pipe")
    #expect(unsafe mkfifo(path, 0o600) == 0)
    let failure = #expect(throws: FileFailure.self) { try way.write([1], to: path) }
    #expect(failure?.reason.contains("no program reads") == true)
    let descriptor = unsafe open(path, O_RDONLY | O_NONBLOCK)
    defer { close(descriptor) }
    try way.write([7, 8, 9], to: path)
    let pipe = FileHandle(fileDescriptor: descriptor)
    #expect(try pipe.readToEnd().map { Array($0) } == [7, 8, 9])
    #expect(try kind(of: path) != .typeRegular)
  }

  @Test("An open file of the process is written on from where it is", arguments: Way.allCases)
  func openFiles(way: Way) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([], to: "log")
    let file = try #require(FileHandle(forWritingAtPath: path))
    try file.write(contentsOf: Data([1, 2]))
    for name in ["/dev/fd/\(file.fileDescriptor)", "/proc/self/fd/\(file.fileDescriptor)"] {
      try way.write([3], to: name)
    }
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("link"), withDestinationPath: "/dev/fd/\(file.fileDescriptor)")
    try way.write([4], to: folder.path("link"))
    try file.write(contentsOf: Data([5]))
    #expect(try FileReader.contents(of: path) == [1, 2, 3, 3, 4, 5])
  }

  @Test("A folder, a ring of links and a file that is open only for reading are refused", arguments: Way.allCases)
  func refused(way: Way) throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("folder")
    for (name, target) in [("a", "b"), ("b", "a"), ("to-folder", "folder")] {
      try FileManager.default.createSymbolicLink(atPath: folder.path(name), withDestinationPath: target)
    }
    let file = try #require(FileHandle(forReadingAtPath: try folder.write([1], to: "read")))
    let names = try folder.names
    for path in [folder.path("a"), folder.path("to-folder"), "/dev/fd/\(file.fileDescriptor)", "/dev/fd/9999"] {
      #expect(throws: FileFailure.self, "\(path)") { try way.write([1], to: path) }
    }
    #expect(try folder.names == names)
  }

  @Test("A full device fails", arguments: Way.allCases)
  func full(way: Way) throws {
    try #require(FileManager.default.fileExists(atPath: "/dev/full"))
    let failure = #expect(throws: FileFailure.self) { try way.write([1], to: "/dev/full") }
    #expect(failure?.reason.contains("space") == true)
  }

  @Test("What a killed process of the same number left does not hold a later one up")
  func stale() throws {
    let folder = try TemporaryFolder()
    for number in [Int(getpid()), 1, 2] { try folder.write([0], to: "file.\(number).partial") }
    try AtomicFile.check(folder.path("file"))
    try AtomicFile.write([1], to: folder.path("file"))
    #expect(try folder.names.count == 4)
    // Two writers of one process do not meet either; the last to commit is the file.
    var first = try AtomicFileWriter(path: folder.path("file"))
    var second = try AtomicFileWriter(path: folder.path("file"))
    try first.append([2])
    try second.append([3])
    try first.commit()
    try second.commit()
    #expect(try FileReader.contents(of: folder.path("file")) == [3])
  }
}
