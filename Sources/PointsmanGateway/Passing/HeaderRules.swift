package import PointsmanEndpoints

/// The headers that pass the gateway. Both ways only named ones do: what a later version of a protocol adds stays behind
/// until it is known to be harmless.
package enum HeaderRules {
  package typealias Header = (name: String, value: String)

  /// Headers of a request, in lower case. Keys, cookies and addresses of the client are not among them, nor is
  /// `accept-encoding`: a compressed stream would hold back its first part.
  private static let request: Set<String> = [
    "accept", "anthropic-beta", "anthropic-version", "content-type", "idempotency-key", "openai-beta", "traceparent",
    "tracestate", "user-agent", "x-request-id",
  ]

  /// Headers of an answer, in lower case.
  private static let answer: Set<String> = [
    "content-encoding", "content-type", "openai-processing-ms", "openai-version", "retry-after", "retry-after-ms",
    "x-should-retry",
  ]
  private static let answerPrefixes = ["anthropic-ratelimit-", "x-ratelimit-"]
  private static let requestIDs: Set<String> = ["request-id", "x-request-id"]

  /// The headers of the request to the upstream.
  ///
  /// - Parameters:
  ///   - key: The upstream's key.
  ///   - decision: Makes the request one that the upstream can tell from its repetition, where the client does not.
  package static func toUpstream(
    _ headers: some Sequence<Header>, _ api: WireProtocol, key: String?, decision: String, version: String
  ) -> [Header] {
    let headers = Array(headers)
    let nominated = Self.nominated(in: headers)
    var (passed, names): ([Header], Set<String>) = ([], [])
    for (name, value) in headers {
      let lowered = name.lowercased()
      guard request.contains(lowered), !nominated.contains(lowered), isClean(value) else { continue }
      let isAgent = lowered == "user-agent"
      passed.append((lowered, isAgent ? "\(value) pointsman/\(version)" : value))
      names.insert(lowered)
    }
    if !names.contains("user-agent") { passed.append(("user-agent", "pointsman/\(version)")) }
    if !names.contains("content-type") { passed.append(("content-type", "application/json")) }
    if !names.contains("idempotency-key") { passed.append(("idempotency-key", decision)) }
    passed.append(("accept-encoding", "identity"))
    if api.isAnthropic {
      if !names.contains("anthropic-version") { passed.append(("anthropic-version", "2023-06-01")) }
      if let key { passed.append(("x-api-key", key)) }
    } else if let key {
      passed.append(("authorization", "Bearer \(key)"))
    }
    return passed
  }

  /// The headers of the upstream's answer that the client gets.
  ///
  /// - Parameter isFallback: true where another model answered than the chosen one, whose limits say nothing of it.
  package static func toClient(_ headers: some Sequence<Header>, isFallback: Bool) -> [Header] {
    let headers = Array(headers)
    let nominated = Self.nominated(in: headers)
    // Providers send the name of their request under either header, or both; of a header that is there twice the first counts.
    var known: Set<String> = []
    return headers.compactMap { name, value in
      let lowered = name.lowercased()
      guard !nominated.contains(lowered), isClean(value) else { return nil }
      if requestIDs.contains(lowered) {
        return known.insert("x-upstream-request-id").inserted ? ("x-upstream-request-id", value) : nil
      }
      if answerPrefixes.contains(where: lowered.hasPrefix) {
        return (isFallback ? "x-upstream-\(lowered)" : lowered, value)
      }
      return answer.contains(lowered) && known.insert(lowered).inserted ? (lowered, value) : nil
    }
  }

  /// The names that `Connection` makes headers of one connection alone.
  private static func nominated(in headers: [Header]) -> Set<String> {
    var names: Set<String> = []
    for (name, value) in headers where name.lowercased() == "connection" {
      for part in value.lowercased().split(separator: ",") {
        names.insert(String(part.filter { $0 != " " && $0 != "\t" }))
      }
    }
    return names
  }

  /// True if a header can have this value.
  private static func isClean(_ value: String) -> Bool {
    value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }
  }
}
