internal import Pointsman
package import PointsmanSupport

/// One prompt and what is known of it, as a file has it: a row of the table to be, and what no table holds.
package struct OutcomeRecord: Sendable {
  package var row: OutcomeRow
  /// Where it begins in its file, from 1.
  let line: Int
  /// Whether the id stood in the file; else it is "file:line".
  package var hasID: Bool
  package var outcomes: [String: Outcome]
  /// Where the outcomes come from a battle.
  package var battle: Battle?
  /// Parts of its turns that hold no text.
  var partsPassedOver = 0
  /// The members "prompt" and "messages" as the file had them, where turns hold more than their text; empty unless the
  /// reader keeps what it does not read.
  package var promptMembers: [(key: String, value: JSONValue)] = []
  /// Members that Pointsman does not read, in the order of the file; empty unless the reader keeps them.
  package var unread: [(key: String, value: JSONValue)] = []
  /// The same, of each model's outcome.
  package var unreadOutcomes: [String: [(key: String, value: JSONValue)]] = [:]

  init(row: OutcomeRow, line: Int, hasID: Bool, outcomes: [String: Outcome], battle: Battle? = nil) {
    (self.row, self.line, self.hasID, self.outcomes, self.battle) = (row, line, hasID, outcomes, battle)
  }
}
