import ArgumentParser
import Foundation
import PointsmanEndpoints
import PointsmanLabelling

/// The models to ask, and how much they may cost.
struct AskOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The file of models: where each is, its key and its prices, in YAML or JSON.", valueName: "models.yaml"))
  var models: String?

  @Option(
    help: ArgumentHelp(
      "Tokens that an answer may have, those of reasoning included, where the file does not say.", valueName: "n"))
  var maxTokens = 4096

  @Option(
    help: ArgumentHelp(
      "The most to spend, in USD. A request is sent only if the most that it can cost still fits.", valueName: "usd"))
  var maxCost: Double?

  @Flag(help: "Send nothing; print the number of requests and what they can cost.")
  var dryRun = false

  func validate() throws {
    guard (1...10_000_000).contains(maxTokens) else {
      throw ValidationError("--max-tokens must be a count from 1 to 10000000.")
    }
    guard maxCost.map({ $0 >= 0 && $0.isFinite }) ?? true else {
      throw ValidationError("--max-cost must be a sum of USD, 0 or more.")
    }
  }

  /// All models of the file.
  func endpoints() throws -> [Endpoint] {
    guard let models else { throw ValidationError("Name the file of models with --models.") }
    let endpoints = try EndpointFile(path: models).endpoints
    if let endpoint = endpoints.first(where: { $0.upstream.certificates != nil }) {
      throw ValidationError(
        "\(models): upstream \"\(endpoint.upstream.name)\" has ca_file, which the gateway alone reads; add the certificates to "
          + "the system's, with update-ca-certificates")
    }
    return endpoints
  }

  /// The models of the given names.
  func endpoints(named names: [String]) throws -> [Endpoint] {
    let all = try endpoints()
    return try names.map { name in
      guard let endpoint = all.first(where: { $0.name == name }) else {
        throw Failure(
          description: "\(models ?? ""): has no model \"\(name)\"; it has \(all.map(\.name).joined(separator: ", "))")
      }
      return endpoint
    }
  }

  /// The keys of the upstreams, by their names. Every key that is missing is named at once.
  static func keys(of endpoints: [Endpoint]) throws -> [String: String] {
    var keys: [String: String] = [:]
    var faults: [String] = []
    for upstream in endpoints.map(\.upstream) where keys[upstream.name] == nil {
      guard let secret = upstream.key else { continue }
      do throws(SecretError) {
        keys[upstream.name] = try secret.value(in: ProcessInfo.processInfo.environment)
      } catch {
        if !faults.contains(error.description) { faults.append(error.description) }
      }
    }
    guard faults.isEmpty else { throw Failure(description: faults.joined(separator: "\n")) }
    return keys
  }
}
