import PointsmanOutcomes
import TestSupport
import Testing

@testable import PointsmanLabelling

@Suite("Labels of people")
struct HumanLabelsTests {
  private let folder = try! TemporaryFolder()

  private func read(_ text: String) throws -> [HumanLabel] {
    let run = try folder.makeRun([("one", ["a", "b"]), ("two", ["c", nil])])
    try folder.write(text, to: "labels.jsonl")
    return try HumanLabels.read(folder.path("labels.jsonl"), of: run, criteria: ["correctness"])
  }

  @Test("Names are put in order, and the winner with them")
  func order() throws {
    let labels = try read(
      #"{"id":"t1","model_a":"two","model_b":"one","winner":"model_a"}"# + "\n\n"
        + #"{"id":"t1","model_a":"one","model_b":"two","winner":"both_bad","criterion":"correctness","by":"me"}"# + "\n"
    )
    #expect(
      labels == [
        HumanLabel(task: "t1", "one", "two", winner: .b),
        HumanLabel(task: "t1", "one", "two", criterion: "correctness", winner: .tie),
      ])
    #expect(try read(#"{"id":"t1","model_a":"two","model_b":"one","winner":"one"}"#)[0].winner == .a)
  }

  @Test(
    "What the run does not have is a fault with its line",
    arguments: [
      ("x", "is no JSON"), ("", "holds no label"), (#"{"id":"t1","model_a":"one","model_b":"two"}"#, "lacks"),
      (#"{"id":"t1","model_a":"one","model_b":"one","winner":"tie"}"#, "two different models"),
      (#"{"id":"t9","model_a":"one","model_b":"two","winner":"tie"}"#, "the run has no task \"t9\""),
      (#"{"id":"t2","model_a":"one","model_b":"two","winner":"tie"}"#, "no answer of two"),
      (#"{"id":"t1","model_a":"one","model_b":"two","winner":"all"}"#, "has the winner \"all\""),
      (
        #"{"id":"t1","model_a":"one","model_b":"two","winner":"tie","criterion":"taste"}"#,
        "\"taste\"; name one of correctness"
      ),
      (#"{"id":"t1","model_a":"one","model_b":"two","winner":"tie","sample":2}"#, "names a sample"),
      (#"{"id":"t1","model_a":"one","model_b":"two","winner":"tie","sample":1e99}"#, "names a sample"),
    ])
  func faults(line: String, expected: String) {
    let error = #expect(throws: LabellingError.self) { try read(line + "\n") }
    let place = line.isEmpty ? "labels.jsonl: " : "labels.jsonl:1: "
    #expect(
      error?.description.contains(place) == true && error?.description.contains(expected) == true,
      "\(error?.description ?? "")")
  }
}
