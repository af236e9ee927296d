import Foundation
import Pointsman
import Testing

@testable import PointsmanEncoder
@testable import PointsmanSupport

@Suite("What the parts of an encoder are made from")
struct EncoderSourceTests {
  private func prepare(_ part: EncoderPart, from folder: String) throws {
    switch part {
    case .tokenTable: _ = try TokenTable(preparing: folder)
    case .network: _ = try SentenceEncoder(preparing: folder)
    }
  }

  @Test(
    "Files other than all-MiniLM-L6-v2's are refused, with both digests",
    arguments: [EncoderPart.tokenTable, .network])
  func others(part: EncoderPart) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.path + "/vocab.txt"
    #expect(throws: EncoderError.unreadableSource(path: path, reason: "no such file or directory")) {
      try prepare(part, from: folder.path)
    }
    let other = Array("[UNK]\n".utf8)
    try Data(other).write(to: URL(filePath: path))
    let fault = #expect(throws: EncoderError.self) { try prepare(part, from: folder.path) }?.description
    #expect(fault?.contains("vocab.txt: has SHA-256 \(SHA256.hexDigest(of: other))") == true)
    #expect(fault?.contains("expected 07eced375cec144d") == true)
  }
}
