internal import Pointsman
package import PointsmanSupport

extension OutcomeRecord {
  /// The record as one object of canonical JSON Lines; members that Pointsman does not read come last, as they were.
  package var json: JSONValue {
    var members: [(key: String, value: JSONValue)] = []
    if hasID { members.append(("id", .string(row.id))) }
    members += promptMembers.isEmpty ? [promptMember] : promptMembers
    for (key, text) in [
      ("category", row.category), ("dataset", row.dataset), ("group", row.group), ("split", row.split),
    ] {
      if let text { members.append((key, .string(text))) }
    }
    if !row.prompt.tags.isEmpty {
      let tags = row.prompt.tags.sorted { $0.key < $1.key }
      members.append(("tags", .object(tags.map { ($0.key, .string($0.value)) })))
    }
    if row.weight != 1 { members.append(("weight", .number(row.weight))) }
    if let battle {
      let names = [("model_a", battle.modelA), ("model_b", battle.modelB), ("winner", battle.winner.rawValue)]
      members.append(("battle", .object(names.map { ($0, .string($1)) })))
    } else {
      let models = Set(outcomes.keys).union(unreadOutcomes.keys).sorted()
      members.append(("outcomes", .object(models.map { ($0, outcomeMember($0)) })))
    }
    return .object(members + Self.renamed(unread, apartFrom: Self.names))
  }

  /// What the members of a row, and of an outcome, are called; a member that Pointsman does not read can have such a
  /// name in a format where it means nothing.
  private static let names = [
    "id", "prompt", "messages", "category", "dataset", "group", "split", "tags", "weight", "battle", "outcomes",
  ]
  private static let outcomeNames = ["score"] + Outcome.Measure.all.map(\.name)

  /// The members, "original_" before each name that is taken.
  private static func renamed(
    _ members: [(key: String, value: JSONValue)], apartFrom names: [String]
  ) -> [(key: String, value: JSONValue)] {
    members.map { names.contains($0.key) ? ("original_" + $0.key, $0.value) : $0 }
  }

  private var promptMember: (key: String, value: JSONValue) {
    let messages = row.prompt.messages
    if messages.count == 1, messages[0].role == .user { return ("prompt", .string(messages[0].content)) }
    let turns = messages.map {
      JSONValue.object([("role", .string($0.role.rawValue)), ("content", .string($0.content))])
    }
    return ("messages", .array(turns))
  }

  private func outcomeMember(_ model: String) -> JSONValue {
    let outcome = outcomes[model]
    var members: [(key: String, value: JSONValue)] = [("score", .figure(outcome?.score))]
    for measure in Outcome.Measure.all {
      if let value = outcome?[keyPath: measure.path] { members.append((measure.name, .number(value))) }
    }
    return .object(members + Self.renamed(unreadOutcomes[model] ?? [], apartFrom: Self.outcomeNames))
  }
}
