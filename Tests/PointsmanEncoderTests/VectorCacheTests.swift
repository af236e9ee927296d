import Pointsman
import Synchronization
import TestSupport
import Testing

@testable import PointsmanEncoder
@testable import PointsmanSupport

@Suite("The cache of vectors")
struct VectorCacheTests {
  private static let prompts = ["a b", "c", "a b", "e e e"].map { Prompt($0) }

  @Test("Each distinct text is encoded once, and not again by the next run")
  func once() throws {
    let folder = try TemporaryFolder()
    let encoder = try TinyBERT.encoder()
    let cache = VectorCache(folder: folder.path("new"), encoder: encoder)
    for expected in [[1, 2, 3], []] {
      let progress = Mutex<[Int]>([])
      let prompts = try encoder.attachingVectors(to: Self.prompts, cache: cache, threads: 1, interval: 2) {
        done, count in
        #expect(count == 3)
        progress.withLock { $0.append(done) }
      }
      #expect(progress.withLock { $0 } == expected)
      for (prompt, given) in zip(prompts, Self.prompts) {
        #expect(prompt.userText == given.userText)
        #expect(
          prompt.vectors[.encoder] == PromptVector(encoder.vector(of: given.userText), source: encoder.source))
      }
    }
  }

  @Test("Of a prompt beyond the window the window's text is encoded, as routing reads it")
  func window() throws {
    let encoder = try TinyBERT.encoder()
    let ends = String(repeating: "a b ", count: Prompt.window / 4)
    let long = Prompt(ends + "c" + ends)
    #expect(long.routedText != long.userText)
    let prompts = try encoder.attachingVectors(to: [long, Prompt(long.routedText)], cache: nil, threads: 1) {
      _, count in
      #expect(count == 1)
    }
    #expect(prompts[0].vectors == prompts[1].vectors)
    #expect(encoder.attachingVector(to: long).vectors == prompts[0].vectors)
  }

  @Test("Without a cache nothing is kept")
  func none() throws {
    let encoder = try TinyBERT.encoder()
    let prompts = try encoder.attachingVectors(to: Self.prompts, cache: nil, threads: 2)
    #expect(prompts.map(\.vectors) == Self.prompts.map { encoder.attachingVector(to: $0).vectors })
  }

  @Test("Another encoder has another file; a damaged file is named, with the remedy")
  func files() throws {
    let folder = try TemporaryFolder()
    let encoder = try TinyBERT.encoder()
    let cache = VectorCache(folder: folder.path("new"), encoder: encoder)
    #expect(cache.path != VectorCache(folder: folder.path("new"), encoder: try TinyBERT.encoder(layers: 1)).path)
    _ = try encoder.attachingVectors(to: Self.prompts, cache: cache, threads: 1)
    var bytes = try FileReader.contents(of: cache.path)
    bytes.removeLast()
    try AtomicFile.write(bytes, to: cache.path)
    let error = #expect(throws: EncoderError.damagedCache(path: cache.path)) { try cache.read() }
    #expect(error?.description.contains("delete it") == true)
  }
}
