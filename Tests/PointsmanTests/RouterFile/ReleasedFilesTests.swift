import Testing

@testable import Pointsman
@testable import PointsmanSupport

/// Files that released versions wrote, of every block that the version had. They never change.
///
/// When a format version is released, its file is added here: `EveryBlock.router()` of that version, since format 2
/// `EveryBlock.format2()`, written to Golden/version-N.router, and its digest.
@Suite("Released router files")
struct ReleasedFilesTests {
  private static let digests = [
    1: "3475411f951fcf1322adcbf6a8ce3ed101bd319887dc4a6ec48c81916e1f8297",
    2: "d1814e39c21d2edf427c7aa0ccd4fb2d34f8b5ba06363b84c005001c001270df",
  ]

  private func bytes(_ version: Int) throws -> [UInt8] {
    let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(separator: "/")
    return try FileReader.contents(of: "\(folder)/Golden/version-\(version).router")
  }

  @Test("Every version up to this one has its file")
  func complete() {
    #expect(Self.digests.keys.sorted() == Array(1...RouterManifest.formatVersion))
  }

  @Test("A released file opens, is the one that was released, and routes as recorded", arguments: digests)
  func opens(version: Int, digest: String) throws {
    let router = try Router(bytes: bytes(version))
    #expect(router.digest == digest)
    #expect(router.manifest.golden.count == 12)
    try router.verifyDigest()
    try router.verifyGoldenPrompts()
  }

  @Test("A released file is written again byte for byte, and with a checksum", arguments: digests.keys)
  func rewrites(version: Int) throws {
    let bytes = try bytes(version)
    var file = try Safetensors(bytes: Router(bytes: bytes).fileBytes)
    // The first files of version 1 have no checksum.
    if version == 1 { file.metadata["xxh64"] = nil }
    #expect(file.bytes == bytes)
  }

  @Test("A file of format 2 decides by its forecasts of times as it did")
  func times() throws {
    let router = try Router(bytes: bytes(2))
    var prompt = Prompt("any")
    for head in router.heads { if let vector = head.goldenVector(0) { prompt.vectors[head.block] = vector } }
    let decision = try router.route(prompt, under: router.policy(named: "prompt"))
    #expect(decision.firstTokenTimes == [0.5, 1.5, 0.25] && decision.outputSpeeds == [80, nil, 200])
    #expect(router.manifest.formatVersion == 2)
  }

  @Test("A router of every block comes back as it was")
  func everyBlock() throws {
    let router = try EveryBlock.router()
    let opened = try Router(bytes: router.fileBytes)
    #expect(opened.manifest == router.manifest && opened.digest == router.digest)
    try opened.verifyGoldenPrompts()
  }
}
