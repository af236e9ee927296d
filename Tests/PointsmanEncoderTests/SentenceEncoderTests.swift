import Pointsman
import PointsmanNumerics
import Synchronization
import Testing

@testable import PointsmanEncoder

@Suite("SentenceEncoder")
struct SentenceEncoderTests {
  @Test("Every number of every layer is NumPy's, for no piece, one, and as many as there are positions")
  func hiddenStates() throws {
    let encoder = try TinyBERT.encoder()
    let cases = try TinyBERT.cases()
    #expect(cases.count == 3)
    for golden in cases {
      let states = encoder.hiddenStates(of: golden.pieces)
      #expect(states.count == 3 && golden.states.count == 3)
      for (state, expected) in zip(states, golden.states) {
        #expect(state.rows == golden.pieces.count + 2 && state.values.count == expected.count)
        for (found, expected) in zip(state.values, expected) { #expect(abs(found - expected) < 2e-5) }
      }
    }
  }

  @Test("A prompt's vector is the mean of the last layer over [CLS], its pieces and [SEP]")
  func pooling() throws {
    let encoder = try TinyBERT.encoder()
    // c, a, [UNK], b, e: the third golden sequence.
    let golden = try #require(try TinyBERT.cases().last)
    var tokenizer = WordPieceTokenizer(encoder.vocabulary)
    tokenizer.tokenize("c a ? b e")
    #expect(tokenizer.pieces == golden.pieces)
    let vector = encoder.vector(of: "c a ? b e")
    #expect(vector.count == 8)
    for (k, value) in vector.enumerated() {
      let mean = (0..<7).reduce(0) { $0 + golden.states[2][$1 * 8 + k] } / 7
      #expect(abs(value - mean) < 2e-5)
    }
  }

  @Test("Pieces beyond the last position do not count")
  func truncation() throws {
    let encoder = try TinyBERT.encoder()
    #expect(encoder.maximumPieces == 5)
    #expect(encoder.vector(of: "a b c a b") == encoder.vector(of: "a b c a b e e e"))
    #expect(encoder.vector(of: "a b c a b") != encoder.vector(of: "a b c a e"))
  }

  @Test("A prompt's vector is the same to the last bit alone and among others, at one thread and at two")
  func batches() throws {
    let encoder = try TinyBERT.encoder()
    let texts = ["a", "", "e c b", "a b c a b", "ad", "a"]
    let alone = texts.map(encoder.vector(of:))
    for threads in 1...2 {
      let told = Mutex<[Int]>([])
      let vectors = encoder.vectors(of: texts, threads: threads) { done in told.withLock { $0.append(done) } }
      #expect(vectors == alone)
      #expect(told.withLock { $0 } == Array(1...6))
    }
  }

  @Test("One layer of two is another encoder, of another digest")
  func layers() throws {
    let (one, two) = (try TinyBERT.encoder(layers: 1), try TinyBERT.encoder())
    #expect(one.digest != two.digest)
    #expect(one.vector(of: "a b") != two.vector(of: "a b"))
    #expect(two.digest != (try TinyBERT.encoder(name: "other").digest))
  }
}
