import ArgumentParser
import Pointsman
internal import PointsmanSupport

/// A policy that a command finds, and the router file that takes it.
struct PolicyOutput: ParsableArguments {
  @Option(name: .shortAndLong, help: ArgumentHelp("The router file to write the policy to.", valueName: "file.router"))
  var output: String?

  @Option(help: ArgumentHelp("The name of the policy.", valueName: "name"))
  var name: String?

  @Flag(help: "Replace the router's policy of that name, if it has one.")
  var replace = false

  func validate() throws {
    guard output != nil || (name == nil && !replace) else {
      throw ValidationError("--name and --replace are for the policy that -o writes: give a file with -o.")
    }
    guard name.map({ !$0.allSatisfy(\.isWhitespace) }) ?? true else {
      throw ValidationError("--name is empty; name the policy.")
    }
  }

  /// Before the work: throws where the router's new file would replace one of `inputs`. The router may be changed in place.
  func check(reading inputs: [String?]) throws { try OutputPaths.check(["-o": output], reading: inputs) }

  /// Before the work: throws where the policy would replace one, or could not be written.
  func check(_ router: Router, standard: String) throws {
    try check(router, names: [name ?? standard])
  }

  /// The same for several policies.
  func check(_ router: Router, names: [String]) throws {
    guard let output else { return }
    try Router.checkWritable(at: output)
    var book = PolicyBook()
    for name in names { book.policies[name] = .mostLikely }
    _ = try PolicyMerge(of: book, into: router, replaces: replace)
  }

  /// Writes `policy`, if a file is named; the other policies stay.
  func save(_ policy: Policy, in router: Router, standard: String) throws -> SavedPolicies? {
    try save([name ?? standard: policy], in: router)
  }

  /// Writes policies by name, if a file is named and there are any; the other policies stay.
  func save(_ policies: [String: Policy], in router: Router) throws -> SavedPolicies? {
    guard let output, !policies.isEmpty else { return nil }
    var book = PolicyBook()
    book.policies = policies
    return try PolicyMerge(of: book, into: router, replaces: replace).write(router, to: output)
  }
}

/// New policies and facts of models beside those that a router has.
struct PolicyMerge {
  private var book: PolicyBook
  private let added: [String]
  private let replaced: [String]
  private let kept: [String]
  private let removed: [String]

  /// Throws where a name of `new` is taken, unless it `replaces`, and where `removing` names a policy that is not there.
  init(of new: PolicyBook, into router: Router, replaces: Bool, removing: [String] = []) throws {
    var book = router.manifest.policies ?? PolicyBook()
    for name in removing where book.policies.removeValue(forKey: name) == nil {
      throw Failure(
        description: "--remove names \"\(name)\", which is none of the router's policies; it has "
          + (router.manifest.policies?.policies.keys.sorted().joined(separator: ", ") ?? "none"))
    }
    removed = removing.sorted()
    let taken = new.policies.keys.filter { book.policies[$0] != nil && book.policies[$0] != new.policies[$0] }
    guard taken.isEmpty || replaces else {
      throw Failure(
        description:
          "the router has \(taken.count > 1 ? "policies" : "a policy") \(Self.list(taken)) already, which may be "
          + "certified; replace it with --replace, or choose another name")
    }
    let stated = new.facts.keys.filter { book.facts[$0] != nil && book.facts[$0] != new.facts[$0] }
    guard stated.isEmpty || replaces else {
      throw Failure(
        description:
          "the router states other facts of \(Self.list(stated)), on which its policies rest; replace them with "
          + "--replace, or leave them out")
    }
    kept = book.policies.keys.filter { new.policies[$0] == nil }.sorted()
    replaced = taken.sorted()
    added = new.policies.keys.filter { !taken.contains($0) }.sorted()
    book.policies.merge(new.policies) { $1 }
    book.facts.merge(new.facts) { $1 }
    self.book = book
  }

  func write(_ router: Router, to path: String) throws -> SavedPolicies {
    let changed = try router.withPolicies(book)
    try changed.write(to: path)
    return SavedPolicies(
      path: path, digest: changed.digest, added: added, replaced: replaced, kept: kept, removed: removed)
  }

  private static func list(_ names: [String]) -> String { names.sorted().joined(separator: ", ") }
}

/// The router file that was written, and its policies.
struct SavedPolicies {
  let path: String
  let digest: String
  let added: [String]
  let replaced: [String]
  let kept: [String]
  let removed: [String]

  var text: String {
    let groups = [("replaced", replaced), ("removed", removed), ("kept", kept)].filter { !$0.1.isEmpty }
    return "wrote \(path): \(digest.prefix(12)), policies \((added + replaced).sorted().joined(separator: ", "))"
      + groups.map { "; \($0.0) \($0.1.joined(separator: ", "))" }.joined()
  }

  var json: JSONValue {
    func list(_ names: [String]) -> JSONValue { .array(names.map(JSONValue.string)) }
    return .object([
      ("file", .string(path)), ("digest", .string(digest)), ("added", list(added)), ("replaced", list(replaced)),
      ("kept", list(kept)), ("removed", list(removed)),
    ])
  }
}
