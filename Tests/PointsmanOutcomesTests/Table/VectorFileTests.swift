import Pointsman
import PointsmanOutcomes
import PointsmanSupport
import TestSupport
import Testing

@Suite("VectorFile")
struct VectorFileTests {
  /// Reads `bytes` as a file of the given name.
  private func file(_ bytes: [UInt8], _ name: String, source: String? = nil, digest: String? = nil) throws -> VectorFile
  {
    let folder = try TemporaryFolder()
    return try VectorFile(contentsOf: try folder.write(bytes, to: name), name: source, digest: digest)
  }

  private func lines(_ text: String, source: String? = nil, digest: String? = nil) throws -> VectorFile {
    try file(Array(text.utf8), "my.vectors.jsonl", source: source, digest: digest)
  }

  private func tensors(
    _ values: [Float] = [1, 2, 3, 4, 5, 6], shape: [Int] = [3, 2], metadata: [String: String] = [:]
  ) throws -> VectorFile {
    let safetensors = Safetensors(metadata: metadata, tensors: ["v": .init(shape: shape, values)])
    return try file(safetensors.bytes, "mine.safetensors")
  }

  private func table(ids: [String]) -> OutcomeTable {
    OutcomeTable(rows: ids.map { (OutcomeRow(id: $0, prompt: Prompt("p")), ["a": Outcome(score: 1)]) })
  }

  @Test("JSON Lines go with the rows by id, whatever their order; the name is the file's")
  func byID() throws {
    let file = try lines(#"{"id":"b","vector":[3,4]}"# + "\n\n" + #"{"vector":[1,2],"id":7,"more":[]}"# + "\n")
    #expect(file.dimension == 2 && file.count == 2 && file.source == VectorSource(named: "my.vectors"))
    let vectors = try table(ids: ["7", "b", "7"]).attaching(file).rows.map { $0.prompt.vectors[.external] }
    #expect(vectors.map { $0?.values } == [[1, 2], [3, 4], [1, 2]])
    #expect(vectors.allSatisfy { $0?.source == file.source })
  }

  @Test("A tensor's rows go with the prompts in their order, or by the ids of its metadata")
  func tensor() throws {
    let ordered = try table(ids: ["a", "b", "c"]).attaching(tensors())
    #expect(ordered.rows.map { $0.prompt.vectors[.external]?.values } == [[1, 2], [3, 4], [5, 6]])
    let file = try tensors(metadata: ["ids": #"["c","a","b"]"#, "name": "embedder"])
    #expect(file.source == VectorSource(named: "embedder"))
    let named = try table(ids: ["a", "b"]).attaching(file)
    #expect(named.rows.map { $0.prompt.vectors[.external]?.values } == [[3, 4], [5, 6]])
  }

  @Test("What the caller states of the source goes before the file")
  func stated() throws {
    let digest = String(repeating: "1f", count: 32)
    let file = try lines(#"{"id":"a","vector":[1]}"#, source: "mine", digest: digest)
    #expect(file.source == VectorSource(name: "mine", digest: digest))
    #expect(throws: OutcomesError.self) { try lines(#"{"id":"a","vector":[1]}"#, digest: "1F") }
  }

  @Test(
    "A bad line is refused with its place",
    arguments: [
      (#"{"id":"a","vector":[1]}"# + "\n" + #"{"id":"b","vector":[1,2]}"#, ":2:1: found a vector of 2 numbers"),
      (#"{"id":"a","vector":[1]}"# + "\n" + #"{"id":"a","vector":[2]}"#, ":2:1: found id \"a\" again"),
      (#"{"id":"a","vector":[1e999]}"#, ":1:21: found a number beyond"),
      (#"{"id":"a","vector":[]}"#, ":1:22: found an empty"),
      (#"{"id":"a","vector":[NaN]}"#, ":1:21: found NaN"), (#"{"vector":[1]}"#, ": found the end of the object"),
      (#"{"id":"a","vector":[1,"x"]}"#, ":1:23: found a string"), ("[]", ":1:1: found an array"),
      ("", ": found no vector"),
    ])
  func badLines(text: String, message: String) {
    #expect {
      try lines(text)
    } throws: {
      "\($0)".contains(message)
    }
  }

  @Test("A tensor that is no table of finite numbers, or whose ids do not fit, is refused")
  func badTensors() throws {
    let attempts: [() throws -> VectorFile] = [
      { try tensors(shape: [6]) }, { try tensors([], shape: [0, 2]) }, { try tensors([], shape: [2, 0]) },
      { try tensors([1, 2, 3, .nan, 5, 6]) }, { try tensors([1, 2, 3, 4, 5, -.infinity]) },
      { try tensors(metadata: ["ids": #"["a","b"]"#]) }, { try tensors(metadata: ["ids": #"["a","b","a"]"#]) },
      { try tensors(metadata: ["ids": "a,b,c"]) }, { try tensors(metadata: ["ids": "[1,2,3]"]) },
      { try tensors(metadata: ["digest": "12"]) },
      { try file([8, 0, 0, 0, 0, 0, 0, 0, 0x7b], "short.safetensors") },
      { try file(Safetensors(metadata: [:], tensors: [:]).bytes, "empty.safetensors") },
      {
        let bytes = Safetensors(
          metadata: [:], tensors: ["v": .init(type: .int64, shape: [1, 1], bytes: [UInt8](repeating: 0, count: 8))]
        ).bytes
        return try file(bytes, "integers.safetensors")
      },
    ]
    for (index, attempt) in attempts.enumerated() {
      #expect(throws: OutcomesError.self, "attempt \(index)") { try attempt() }
    }
  }

  @Test("Too few or too many vectors, or a row's id without one, are refused")
  func unfitting() throws {
    let ordered = try tensors()
    for ids in [["a", "b"], ["a", "b", "c", "d"]] {
      #expect(throws: OutcomesError.self) { try table(ids: ids).attaching(ordered) }
    }
    #expect(throws: OutcomesError.self) { try ordered.vector(at: 3, id: nil) }
    #expect(throws: OutcomesError.self) { try ordered.onlyVector() }
    let named = try lines(#"{"id":"a","vector":[1]}"#)
    #expect(try named.onlyVector().values == [1])
    #expect(throws: OutcomesError.self) { try named.vector(at: 0, id: nil) }
    #expect {
      try table(ids: ["a", "b"]).attaching(named)
    } throws: {
      "\($0)".hasSuffix("found no vector of id \"b\", expected one for every prompt")
    }
  }
}
