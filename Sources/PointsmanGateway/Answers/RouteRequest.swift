package import Pointsman
internal import PointsmanSupport

/// A request to `/v1/route`: what to route, and how.
///
/// The body is any request that ``Prompt/init(request:)`` reads, or `{"prompt": …}`. It may have these members, too:
/// - `policy`: the name of a policy
/// - `current`: the model that the conversation is with
/// - `tags`: an object of strings
package struct RouteRequest: Sendable {
  package let prompt: Prompt
  /// nil where the body names none.
  package let policy: String?
  /// nil where the body names none.
  package let current: String?

  /// Reads a body. O(bytes).
  package init(_ body: [UInt8]) throws(GatewayError) {
    var (prompt, policy, current) = (try Prompt(gatewayBody: body), String?.none, String?.none)
    do throws(JSONError) {
      var json = JSONReader(body)
      var object = try json.beginObject()
      while let key = try json.nextKey(&object) {
        switch key {
        case "policy": policy = try json.readName(of: "policy")
        case "current": current = try json.readName(of: "current")
        case "tags": prompt.tags = try json.readTags()
        default: try json.skipValue()
        }
      }
      try json.end()
    } catch {
      throw GatewayError(error)
    }
    (self.prompt, self.policy, self.current) = (prompt, policy, current)
  }

  /// How many contributions a query such as `explain=6` asks for; 0 where it asks for none.
  ///
  /// - Parameter query: what follows the question mark of the path.
  package static func explained(in query: Substring) throws(GatewayError) -> Int {
    var count = 0
    for member in query.split(separator: "&") where member == "explain" || member.hasPrefix("explain=") {
      guard let number = Int(member.dropFirst("explain=".count)), (1...most).contains(number) else {
        throw GatewayError(
          .invalidRequest, "explain is a number from 1 to \(most), as in /v1/route?explain=6", member: "explain")
      }
      count = number
    }
    return count
  }

  /// As many contributions as anybody reads.
  private static let most = 100
}

extension Prompt {
  /// The prompt of a body; a fault names its byte.
  init(gatewayBody body: [UInt8]) throws(GatewayError) {
    do throws(RequestError) {
      try self.init(request: body)
    } catch {
      throw GatewayError(.invalidRequest, error.description)
    }
  }
}

extension GatewayError {
  /// A body that is not the JSON that was expected.
  init(_ error: JSONError, member: String? = nil) {
    self.init(
      .invalidRequest, "byte \(error.offset) of the request has \(error.found), not \(error.expected)", member: member)
  }
}

extension JSONReader {
  /// A string that is not empty; nil where it is null.
  fileprivate mutating func readName(of member: String) throws(JSONError) -> String? {
    if nextKind() == .null {
      _ = try readNull()
      return nil
    }
    let start = self
    let name = try readString(expected: "\"\(member)\", a string")
    guard !name.isEmpty else {
      throw JSONError(offset: start.offset, expected: "a name in \"\(member)\"", found: "an empty string")
    }
    return name
  }

  fileprivate mutating func readTags() throws(JSONError) -> [String: String] {
    var tags: [String: String] = [:]
    guard nextKind() == .object else { throw fault(expected: "\"tags\", an object of strings") }
    var object = try beginObject()
    while let key = try nextKey(&object) { tags[key] = try readString(expected: "tag \"\(key)\", a string") }
    return tags
  }
}
