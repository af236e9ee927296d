import Foundation
import Pointsman
import PointsmanEndpoints
import TestSupport
import Testing

@testable import PointsmanLabelling

@Suite("Journals of asks")
struct AskJournalTests {
  private let folder = try! TemporaryFolder()

  private func filled() throws -> (path: String, asks: [Ask]) {
    let endpoint = try Endpoint.made("m", price: .init(input: 1, output: 1))
    let asks = ["a", "b", "c"].map { Ask.made($0, to: endpoint) }
    let path = folder.path("journal.jsonl")
    let journal = try AskJournal(path: path)
    for ask in asks { try journal.begin(ask, bound: 2) }
    var reply = Reply.made("two\nlines \u{1F600} \"quoted\"")
    reply.calls = [.init(name: "read", arguments: "{}")]
    try journal.end(asks[0], .reply(reply, cost: 0.5), spent: 0.5)
    try journal.end(asks[1], .failure(AskFailure(.server, "500")), spent: 0)
    return (path, asks)
  }

  @Test("A journal gives back what was put in; an ask without an end counts with its bound")
  func roundTrip() throws {
    let (path, asks) = try filled()
    let journal = try AskJournal(path: path)
    #expect(journal.spent == 2.5)
    guard case .reply(let reply, let cost)? = try journal.entry(of: asks[0]) else { throw Lost() }
    #expect(reply.text == "two\nlines \u{1F600} \"quoted\"" && reply.calls.count == 1 && reply.firstToken == 0.5)
    #expect(cost == 0.5)
    guard case .failure(let failure)? = try journal.entry(of: asks[1]) else { throw Lost() }
    #expect(failure.kind == .server)
    #expect(try journal.entry(of: asks[2]) == nil)
  }

  private struct Lost: Error {}

  @Test("Cut anywhere, a journal keeps every whole line and can be written on")
  func cut() throws {
    let (path, asks) = try filled()
    let bytes = try Data(contentsOf: URL(filePath: path))
    for length in stride(from: 0, through: bytes.count, by: 7) {
      let cut = try folder.write(Array(bytes.prefix(length)), to: "cut.jsonl")
      let lines = bytes.prefix(length).filter { $0 == 0x0a }.count
      do {
        let journal = try AskJournal(path: cut)
        try journal.end(asks[2], .reply(.made(), cost: nil), spent: 0)
      }
      let after = try Data(contentsOf: URL(filePath: cut))
      #expect(after.filter { $0 == 0x0a }.count == lines + 1)
      guard case .reply? = try AskJournal(path: cut).entry(of: asks[2]) else { throw Lost() }
    }
  }

  @Test("A reply to another request under the same key is a fault")
  func otherRequest() throws {
    let (path, _) = try filled()
    let endpoint = try Endpoint.made("m", price: .init(input: 1, output: 1))
    let journal = try AskJournal(path: path)
    let error = #expect(throws: LabellingError.self) { try journal.entry(of: .made("a", to: endpoint, tokens: 101)) }
    #expect(error?.description.contains("name another folder") == true)
    // A failure is no answer to mix with.
    #expect(try journal.entry(of: .made("b", to: endpoint, tokens: 101)) == nil)
  }

  @Test("One run at a time; a damaged line is named")
  func refused() throws {
    let (path, _) = try filled()
    let open = try AskJournal(path: path)
    let error = #expect(throws: LabellingError.self) { try AskJournal(path: path) }
    #expect(error?.description.contains("in use by another run") == true && open.spent > 0)
    let damaged = try folder.write("{\"ask\":\"a\",\"bound_usd\":1}\nhello\n", to: "damaged.jsonl")
    let fault = #expect(throws: LabellingError.self) { try AskJournal(path: damaged) }
    #expect(fault?.description.contains("damaged.jsonl:2") == true)
    #expect(throws: LabellingError.self) { try AskJournal(path: folder.path("no/folder.jsonl")) }
  }
}
