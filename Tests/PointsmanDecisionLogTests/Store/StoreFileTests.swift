import Foundation
import TestSupport
import Testing

@testable import PointsmanDecisionLog

@Suite("The file of a decision log")
struct StoreFileTests {
  private let log: LogFolder

  init() throws { log = try LogFolder() }

  @Test("It is for its owner alone, and opens again")
  func mode() throws {
    try log.write([Records.decision()])
    let attributes = try FileManager.default.attributesOfItem(atPath: log.path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    try log.write([Records.decision(1)])
    #expect(try log.integer("SELECT count(*) FROM decisions") == 2)
    #expect(try log.integer("SELECT count(*) FROM routers") == 1)
    #expect(try log.folder.names == ["log.sqlite"])
  }

  @Test("A store of a newer version is refused in a sentence")
  func newer() throws {
    try log.write([])
    try Database(path: log.path, mode: .create).execute("PRAGMA user_version=7")
    #expect(throws: LogError.newer(path: log.path, version: 7, known: 1)) { try DecisionLog(path: log.path) }
    #expect(throws: LogError.newer(path: log.path, version: 7, known: 1)) { try LogReader(path: log.path) }
  }

  @Test("What is no store is refused, and stays as it is")
  func others() throws {
    let text = String(repeating: "no database at all\n", count: 100)
    try log.folder.write(text, to: "log.sqlite")
    let error = #expect(throws: LogError.self) { try DecisionLog(path: log.path) }
    #expect("\(error.map(String.init(describing:)) ?? "")".contains("this is no decision log (file is not a database)"))
    #expect(try String(contentsOfFile: log.path, encoding: .utf8) == text)
    let other = log.folder.path("other.sqlite")
    try Database(path: other, mode: .create).execute("CREATE TABLE t(a)")
    #expect(throws: LogError.noStore(path: other, reason: "it is a SQLite file of another program")) {
      try DecisionLog(path: other)
    }
    #expect(throws: LogError.self) { try LogReader(path: log.folder.path("none.sqlite")) }
    #expect(throws: LogError.self) { try DecisionLog(path: log.folder.path()) }
    #expect(throws: LogError.self) { try DecisionLog(path: "") }
  }

  @Test("Another key than the store's is refused, and so is a short one")
  func keys() throws {
    let key = [UInt8](repeating: 7, count: 32)
    try log.write([], hmacKey: key)
    try log.write([], hmacKey: key)
    #expect(throws: LogError.otherKey(path: log.path)) { try DecisionLog(path: log.path) }
    #expect(throws: LogError.shortKey(bytes: 3)) { try DecisionLog(path: log.path, hmacKey: [1, 2, 3]) }
    // A configured key is not in the file.
    #expect(try !log.bytes().holds(String(decoding: key, as: UTF8.self)))
  }

  @Test("A copy of file and journal in the middle of the work opens, with all finished transactions")
  func killed() throws {
    let running = try DecisionLog(path: log.path)
    for number in 0..<300 { running.append(Records.decision(number)) }
    #expect(running.flush())
    for number in 300..<400 { running.append(Records.decision(number)) }
    // As kill -9 leaves them: no checkpoint, no end.
    for suffix in ["", "-wal"] {
      try FileManager.default.copyItem(atPath: log.path + suffix, toPath: log.folder.path("copy.sqlite" + suffix))
    }
    let copy = try DecisionLog(path: log.folder.path("copy.sqlite"))
    copy.append(Records.decision(1000))
    copy.close()
    #expect(try log.integer("SELECT count(*) >= 301 FROM decisions", in: "copy.sqlite") == 1)
    #expect(
      try log.integer("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'", in: "copy.sqlite")
        == 0)
    running.close()
  }
}
