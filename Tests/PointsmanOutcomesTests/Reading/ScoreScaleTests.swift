import PointsmanSupport
import Testing

@testable import PointsmanOutcomes

@Suite("Scales of scores")
struct ScoreScaleTests {
  /// Scores of models a, b, c… on one prompt, in every format that has scores.
  private enum Format: CaseIterable {
    case canonical, csvLong, csvWide, jsonlLong

    func text(_ rows: [[String]], quoted: Bool = false) -> String {
      let names = ["a", "b", "c", "d"]
      func value(_ score: String) -> String { Double(score) == nil || quoted ? "\"\(score)\"" : score }
      switch self {
      case .canonical:
        return rows.enumerated().map { index, row in
          let cells = zip(names, row).map { "\"\($0)\":{\"score\":\(value($1))}" }.joined(separator: ",")
          return "{\"prompt\":\"p\(index)\",\"outcomes\":{\(cells)}}\n"
        }.joined()
      case .jsonlLong:
        return rows.enumerated().map { index, row in
          zip(names, row).map {
            "{\"query\":\"p\(index)\",\"model_name\":\"\($0)\",\"performance\":\(value($1))}\n"
          }.joined()
        }.joined()
      case .csvLong:
        return "prompt,model,score\n"
          + rows.enumerated().map { index, row in zip(names, row).map { "p\(index),\($0),\($1)\n" }.joined() }.joined()
      case .csvWide:
        return "prompt," + names.prefix(rows[0].count).joined(separator: ",") + "\n"
          + rows.enumerated().map { index, row in "p\(index)," + row.joined(separator: ",") + "\n" }.joined()
      }
    }
  }

  private func scores(_ text: String, _ scale: ScoreScale, skipsInvalid: Bool = false) throws -> [[Double?]] {
    var reader = OutcomeReader()
    (reader.scale, reader.skipsInvalid) = (scale, skipsInvalid)
    let table = try reader.read(bytes: Array(text.utf8)).table
    return table.rows.indices.map { row in table.models.indices.map { table.score(row: row, model: $0) } }
  }

  private func fault(_ text: String, _ scale: ScoreScale = .unit, skipsInvalid: Bool = true) -> OutcomesError? {
    #expect(throws: OutcomesError.self) { try scores(text, scale, skipsInvalid: skipsInvalid) }
  }

  @Test("Numbers are read from the worst to the best, in every format")
  func ranges() throws {
    for format in Format.allCases {
      let five = format.text([["1", "5"], ["3", "2"]])
      #expect(try scores(five, try #require(ScoreScale(worst: 1, best: 5))) == [[0, 1], [0.5, 0.25]], "\(format)")
      #expect(try scores(five, try #require(ScoreScale(worst: 5, best: 1))) == [[1, 0], [0.5, 0.75]], "\(format)")
      let percent = format.text([["85", "40"], ["100", "0"]])
      #expect(
        try scores(percent, try #require(ScoreScale(worst: 0, best: 100))) == [[0.85, 0.4], [1, 0]], "\(format)")
    }
  }

  @Test("Percent is read with its sign, too, on its scale alone")
  func percent() throws {
    let scale = try #require(ScoreScale(worst: 0, best: 100))
    for format in [Format.csvLong, .csvWide] {
      let text = format.text([["85%", "40"], ["100 %", "0%"]])
      #expect(try scores(text, scale) == [[0.85, 0.4], [1, 0]], "\(format)")
      #expect(throws: OutcomesError.self) { try scores(text, .unit) }
    }
  }

  @Test("Words are read as they are named, without regard to case, in every format")
  func words() throws {
    let scale = try #require(ScoreScale(words: ["PASS": 1, "fail": 0, "Error": nil]))
    for format in Format.allCases {
      let text = format.text([["PASS", "FAIL", "error"], ["Fail", "pass", "PASS"], ["error", "Pass", "0.5"]])
      #expect(try scores(text, scale) == [[1, 0, nil], [0, 1, 1], [nil, 1, 0.5]], "\(format)")
      let letters = format.text([["C", "I", "P", "N"]])
      #expect(try scores(letters, .letters) == [[1, 0, 0.5, 0]], "\(format)")
    }
  }

  @Test("Numbers may be words: only those named are scores")
  func namedNumbers() throws {
    let grades = try #require(ScoreScale(words: ["1": 0, "2": 0.5, "3": 1]))
    let sentinel = try #require(ScoreScale(worst: 0, best: 10, words: ["-1": nil]))
    for format in Format.allCases {
      #expect(try scores(format.text([["1", "2", "3"]]), grades) == [[0, 0.5, 1]])
      guard case .offScale? = fault(format.text([["1", "0.7", "3"]]), grades) else {
        Issue.record("\(format)")
        continue
      }
      #expect(
        try scores(format.text([["-1", "5", "10"], ["1", "5", "10"]]), sentinel) == [[nil, 0.5, 1], [0.1, 0.5, 1]])
    }
  }

  @Test("Scores beyond the scale are a fault of the file that no skipping drops, with their number and range")
  func outside() {
    for format in Format.allCases {
      for skipsInvalid in [false, true] {
        let error = fault(format.text([["0.8", "-0.6"], ["0.5", "-0.1"], ["0.2", "0"]]), skipsInvalid: skipsInvalid)
        guard case .offScale(_, _, _, "-0.6", let scores)? = error else {
          Issue.record("\(format): \(String(describing: error))")
          continue
        }
        #expect(scores.scores == 6 && scores.outside == 2 && scores.lowest == -0.6 && scores.highest == 0.8)
        #expect("\(error!)".contains("2 of 6 scores lie outside 0…1: -0.6 … 0.8"), "\(error!)")
      }
    }
  }

  @Test("The same of words, by their counts")
  func strayWords() {
    for format in Format.allCases where format != .csvWide {
      let error = fault(format.text([["PASS", "FAIL"], ["FAIL", "FAIL"], ["1", "0"]]))
      guard case .offScale(_, _, _, "\"PASS\"", let scores)? = error else {
        Issue.record("\(format): \(String(describing: error))")
        continue
      }
      #expect(scores.words == [.init(word: "FAIL", count: 3), .init(word: "PASS", count: 1)] && scores.outside == 0)
    }
  }

  @Test("A billionth beyond either end is the end; more is beyond", arguments: Format.allCases.indices)
  func tolerance(_ index: Int) throws {
    let format = Format.allCases[index]
    #expect(try scores(format.text([["1.0000000000000002", "-0.0000000005"]]), .unit) == [[1, 0]])
    #expect(try scores(format.text([["1.0000000009", "-0"]]), .unit).description == "[[Optional(1.0), Optional(0.0)]]")
    guard case .offScale? = fault(format.text([["1.00000001", "0"]])) else {
      Issue.record("\(format)")
      return
    }
  }

  @Test("In JSON a number in quotes and a truth value are faults of their rows, and not taken for words")
  func quoted() {
    for format in [Format.canonical, .jsonlLong] {
      for text in [
        format.text([["1"]], quoted: true), format.text([["true"]]).replacing("\"true\"", with: "true"),
      ] {
        guard case .invalid? = fault(text, skipsInvalid: false) else {
          Issue.record("\(format)")
          continue
        }
      }
    }
  }

  @Test("Several criteria are read by the scale, each")
  func criteria() throws {
    var reader = OutcomeReader()
    reader.scale = try #require(ScoreScale(worst: 1, best: 5))
    reader.criteria = try ["right", "clear"].map { try #require(Criterion(name: $0, weight: 1)) }
    func line(_ right: Int) -> [UInt8] {
      Array(#"{"prompt":"p","outcomes":{"a":{"scores":{"right":\#(right),"clear":3}}}}"#.utf8)
    }
    #expect(try reader.read(bytes: line(5)).table.score(row: 0, model: 0) == 0.75)
    let error = #expect(throws: OutcomesError.self) { try reader.read(bytes: line(7)) }
    guard case .offScale(_, 1, 50, "7", _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("A scale for battles is refused, because they have no scores")
  func battles() {
    for text in [
      "prompt,model_a,model_b,winner\np,a,b,model_a\n", #"{"prompt":"p","model_a":"a","model_b":"b","winner":"tie"}"#,
      #"{"prompt":"p","battle":{"model_a":"a","model_b":"b","winner":"tie"}}"#,
    ] {
      #expect(throws: OutcomesError.scaleOfBattles(path: "outcomes")) { try scores(text, .letters) }
    }
  }

  @Test("A scale without two ends, and words without a score, are none")
  func impossible() {
    #expect(ScoreScale(worst: 1, best: 1) == nil && ScoreScale(worst: .nan, best: 1) == nil)
    #expect(ScoreScale(worst: -.greatestFiniteMagnitude, best: .greatestFiniteMagnitude) == nil)
    #expect(ScoreScale(words: [:]) == nil && ScoreScale(words: ["a": 2]) == nil && ScoreScale(words: [" ": 1]) == nil)
    #expect(ScoreScale(words: ["a": 1, "A ": 0]) == nil)
  }

  @Test(
    "Numbers of CSV are decimal, in every column of numbers",
    arguments: ["0x1", "0x1p-1", "inf", "nan", "1_0", "1,0", "1 0"])
  func decimals(number: String) {
    let rows = [
      "prompt,model,score\np,a,\"\(number)\"\n", "prompt,model,score,cost\np,a,1,\"\(number)\"\n",
      "prompt,model,score,weight\np,a,1,\"\(number)\"\n", "prompt,model,score,latency_s\np,a,1,\"\(number)\"\n",
      "prompt,a,b\np,1,0\np,1,0\np,\"\(number)\",0\n", "prompt,a,a|total_cost\np,1,\"\(number)\"\n",
    ]
    for row in rows {
      #expect(throws: OutcomesError.self, "\(row)") { try scores(row, .unit) }
    }
  }

  @Test("A weight that sums would lose is refused with its place, in every format")
  func weights() {
    for text in [
      "prompt,model,score,weight\np,a,1,1e300\n", "prompt,a,b,weight\np,1,0,1e300\n",
      #"{"prompt":"p","weight":1e300,"outcomes":{"a":{"score":1}}}"#,
      #"{"query":"p","model_name":"a","performance":1,"weight":1e300}"#,
    ] {
      let error = fault(text, skipsInvalid: false)
      guard case .invalid(_, let line, let column, _, _)? = error, line > 0, column > 1 else {
        Issue.record("\(String(describing: error))")
        continue
      }
    }
  }
}
