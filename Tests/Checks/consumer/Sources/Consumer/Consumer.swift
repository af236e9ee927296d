import Pointsman

/// Routes one prompt: `Consumer FILE.router PROMPT`, or, by every option of a choice,
/// `Consumer FILE.router --options KEY=VALUE… -- ROLE:TEXT…`, which prints model, rule, reason and margin.
@main
enum Consumer {
  static func main() throws {
    let router = try Router(contentsOf: CommandLine.arguments[1])
    let rest = CommandLine.arguments[2...]
    guard rest.first == "--options", let end = rest.firstIndex(of: "--") else {
      print(try router.route(Prompt(CommandLine.arguments[2])).model)
      return
    }
    do {
      let options = try RoutingOptions(Array(rest[..<end].dropFirst()), for: router)
      let decision = try options.route(messages: rest[(end + 1)...].map(message))
      print("decision", decision.model, decision.rule.rawValue, decision.reason, decision.margin, separator: "\t")
    } catch {
      print("error", error, separator: "\t")
    }
  }

  private static func message(_ argument: String) -> Message {
    let parts = argument.split(separator: ":", maxSplits: 1)
    return Message(role: Message.Role(rawValue: String(parts[0])) ?? .user, content: String(parts[1]))
  }
}
