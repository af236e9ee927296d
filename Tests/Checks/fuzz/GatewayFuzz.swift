@testable import Pointsman
@testable import PointsmanEndpoints
@testable import PointsmanGateway
@testable import PointsmanSupport

extension FuzzTarget {
  /// Reads the body of a request to the gateway as each endpoint does.
  static func readBody(_ bytes: [UInt8]) {
    for api in WireProtocol.allCases {
      guard let request = try? GatewayRequest(api, body: bytes) else { continue }
      let body = request.body(for: "another \"name\"", countsTokens: true)
      let again = try? GatewayRequest(api, body: body)
      demand(again?.model == "another \"name\"", "the model's name is what was put in")
      demand(again?.prompt == request.prompt && again?.hints == request.hints, "all else is as it was")
      let option = request.leavesUsageOpen ? #","stream_options":{"include_usage":true}"#.utf8.count : 0
      let name = #""another \"name\"""#.utf8.count
      demand(body.count == bytes.count - request.modelRange.count + name + option, "no byte is lost")
    }
    let models = ["a", "b"]
    guard let labels = try? DecisionLabels(models: models, labels: ["SIMPLE": ["a"]]) else {
      fatalError("labels of known models are labels")
    }
    for form in [DecisionQuestions.Form.decisions, .systemone] {
      guard let questions = try? DecisionQuestions(bytes, form: form, labels: labels) else { continue }
      demand(questions.questions.allSatisfy { !$0.models.isEmpty }, "a question has models to choose among")
    }
    _ = try? RouteRequest(bytes)
    _ = try? SidecarRequest(bytes, models: models)
    _ = try? SidecarReport(bytes)
    if let feedback = try? FeedbackRequest(bytes) { demand(0...1 ~= feedback.score, "a score lies between 0 and 1") }
  }

  /// Reads a stream as one piece and byte by byte, which agree; the filter takes out nothing but counts of tokens.
  static func readStream(_ bytes: [UInt8]) {
    for api in WireProtocol.allCases {
      var (whole, pieces) = (ReplyTap(api, isStream: true), ReplyTap(api, isStream: true))
      whole.append(bytes)
      var (filterWhole, filterPieces) = (UsageFilter(), UsageFilter())
      var (passedWhole, passedPieces) = ([UInt8](), [UInt8]())
      passedWhole += filterWhole.pass(bytes, mayEnd: true) + filterWhole.finish()
      for byte in bytes {
        pieces.append([byte])
        passedPieces += filterPieces.pass([byte], mayEnd: true)
      }
      passedPieces += filterPieces.finish()
      demand(whole.usage == pieces.usage && whole.finish == pieces.finish, "a stream reads alike in any pieces")
      demand(whole.isWhole == pieces.isWhole && whole.pieces == pieces.pieces, "a stream ends alike in any pieces")
      demand(passedWhole == passedPieces && passedWhole.count <= bytes.count, "a stream passes alike in any pieces")
    }
    var answer = ReplyTap(.chat, isStream: false)
    answer.append(bytes)
    answer.end()
  }
}
