import ArgumentParser
import Foundation
import Pointsman
import PointsmanEncoder
import PointsmanEvaluation
import PointsmanOutcomes
internal import PointsmanSupport

struct CertifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "certify",
    abstract: "Finds the cheapest policy that keeps a guaranteed share of the best model's quality.",
    discussion: """
      pointsman certify my.router test.jsonl --guarantee 0.97 --confidence 0.95
      pointsman certify my.router outcomes.jsonl --split test --drop-leaks --guarantee 0.9 --name keep -o kept.router
      pointsman certify my.router test.jsonl --guarantee 0.9 --per-category

      The outcomes must be of prompts that the router was not trained on, drawn from the traffic that the guarantee is \
      for. Prompts of one group and near-duplicates count as one. With -o the policy is saved in the router, by default \
      as "\(standardName)", for route --policy. The router keeps its other policies. With --per-category or --per-tag every \
      group has a certificate and a policy of its own, "\(standardName)-CATEGORY", and all hold together. If nothing can be \
      certified, nothing is saved, and with -o the status is 2.
      """)

  private static let standardName = "guaranteed"

  @Argument(help: "The router file.")
  var router: String

  @Argument(help: DataFiles.help)
  var data: [String]

  @Option(help: ArgumentHelp("The share of the best model's mean score to keep.", valueName: "g"))
  var guarantee = 0.97

  @Option(help: ArgumentHelp("The probability that the guarantee holds.", valueName: "c"))
  var confidence = 0.95

  @Option(help: ArgumentHelp("Prices in JSON, USD a million tokens; see route.", valueName: "file"))
  var prices: String?

  @Flag(help: "Certify each category by itself.")
  var perCategory = false

  @Option(help: ArgumentHelp("Certify each value of this tag or attribute by itself.", valueName: "name"))
  var perTag: String?

  @OptionGroup(title: "Policy") var policy: PolicyOutput
  @OptionGroup(title: "Data") var split: SplitOption
  @OptionGroup(title: "Data") var tagColumns: TagColumnOption
  @OptionGroup var reading: ReadingOptions
  @OptionGroup(title: "Leaks") var leaks: LeakOptions
  @OptionGroup(title: "Vectors") var vectors: VectorOptions
  @OptionGroup var threads: ThreadOption
  @OptionGroup var result: JSONOption
  @OptionGroup var quiet: QuietOption

  func validate() throws {
    guard guarantee > 0, guarantee <= 1 else { throw ValidationError("--guarantee must be above 0 and at most 1.") }
    guard confidence > 0, confidence < 1 else { throw ValidationError("--confidence must be above 0 and below 1.") }
    guard !perCategory || perTag == nil else {
      throw ValidationError("--per-category and --per-tag exclude each other.")
    }
  }

  func run() throws {
    let console = quiet.console()
    defer { console.finish() }
    try policy.check(reading: data + leaks.trainingData + [prices] + vectors.inputs)
    let interruption = Interruption(discarding: policy.output)
    defer { interruption.end() }
    let router = try Router(contentsOf: router)
    let name = policy.name ?? Self.standardName
    if !isGrouped { try policy.check(router, names: [name]) }
    let list = try prices.map { try PriceList(json: try wholeFile($0)) }
    let chooser = try BoundPolicy(router, under: .mostLikely, prices: list)
    var tags = try tagColumns.names(for: [router])
    if let perTag, !tags.contains(perTag) { tags.append(perTag) }
    let gate = try leaks.gate(
      [router],
      OutcomeFiles(
        paths: data, reading: reading, models: router.models, tagColumns: tags, split: split.split),
      console)
    guard gate.test.weights == nil else {
      throw Failure(
        description: "the prompts have different weights, and a guarantee holds for prompts that count alike; "
          + "leave \"weight\" out")
    }
    let table = try vectors.attach(to: gate.test, for: [router], threads: threads.threads, console)
    let parts = try parts(of: table, console)
    if isGrouped { try policy.check(router, names: parts.map { "\(name)-\($0.name)" }) }
    console.progress("routing \(table.rows.count) prompts")
    let decisions = try concurrentMap(count: table.rows.count, threads: threads.threads) {
      (row) throws(RouterError) in try chooser.route(table.rows[row].prompt)
    }
    let clusters = table.clusters()
    let curves = concurrentMap(count: parts.count, threads: threads.threads) { part in
      let rows = parts[part].rows
      return OperatingCurve(
        chooser, table: table.selecting(rows: rows), decisions: rows.map { decisions[$0] },
        clusters: rows.map { clusters[$0] })
    }
    guard curves.contains(where: { $0 != nil }) else {
      throw Failure(
        description: "a guarantee needs prompts with outcomes of every model, and a router that knows costs or a pair; "
          + "train with \"cost\", give --prices, or train with --weak and --strong")
    }
    console.progress("testing")
    let found: Found
    if isGrouped {
      let groups = GroupCertificates(
        zip(parts, curves).map { ($0.name, $1) }, guarantee: guarantee, confidence: confidence,
        threads: threads.threads)
      found = Found(groups, name: name)
    } else {
      found = Found(
        Certificate(curves[0]!, guarantee: guarantee, confidence: confidence, threads: threads.threads), name: name)
    }
    let saved = try policy.save(found.policies, in: router)
    console.finish()
    console.warn(gate.check.summary)
    let incomplete = curves.reduce(0) { $0 + ($1?.incomplete ?? 0) }
    if incomplete > 0 {
      console.warn(
        "\(incomplete) prompts lack an outcome of a model and are left out: the guarantee is for prompts like those on "
          + "which every model was run")
    }
    if prices != nil { console.warn("what is certified is for these prices: give --prices when routing, too") }
    print(
      result.json
        ? JSONValue.object(found.members + [("leaks", gate.check.json), ("saved", saved?.json ?? .null)]).text
        : found.text + (saved.map { "\n\n" + $0.text } ?? ""))
    if let output = policy.output, saved == nil {
      console.warn("nothing is certified: \(output) was not written")
      throw ExitCode(2)
    }
  }

  private var isGrouped: Bool { perCategory || perTag != nil }

  /// The rows of each group by name, in alphabetical order; one part of all rows without groups.
  private func parts(of table: OutcomeTable, _ console: Console) throws -> [(name: String, rows: [Int])] {
    guard isGrouped else { return [("", Array(table.rows.indices))] }
    let names = table.rows.map { row in perTag.map { row.prompt.tags[$0] } ?? row.category }
    let groups = Dictionary(grouping: names.indices.filter { names[$0] != nil }) { names[$0]! }
    guard !groups.isEmpty else {
      throw Failure(
        description: perTag.map { "no prompt has the tag \"\($0)\"; name another one" }
          ?? "no prompt has a category; name another attribute or tag with --per-tag")
    }
    let without = names.count { $0 == nil }
    if without > 0 {
      console.warn("\(without) prompts have no \(perTag.map { "tag \"\($0)\"" } ?? "category") and are in no group")
    }
    return groups.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}

/// All that was certified, to print and to save.
private struct Found {
  let text: String
  let members: [(key: String, value: JSONValue)]
  /// The certified policies by the names that they are saved under.
  let policies: [String: Policy]

  init(_ certificate: Certificate, name: String) {
    (text, members) = (certificate.text, certificate.members)
    policies = certificate.policy.map { [name: $0] } ?? [:]
  }

  init(_ groups: GroupCertificates, name: String) {
    (text, members) = (groups.text, groups.members)
    policies = groups.groups.reduce(into: [:]) { policies, group in
      policies["\(name)-\(group.name)"] = group.certificate.policy
    }
  }
}
