import Pointsman

@main
enum Consumer {
  static func main() throws {
    let router = try Router(contentsOf: CommandLine.arguments[1])
    print(try router.route(Prompt(CommandLine.arguments[2])).model)
  }
}
