internal import PointsmanSupport

extension Prompt {
  /// Reads a request in JSON, as a provider takes it or as Pointsman's own lines have it.
  ///
  /// ```swift
  /// let prompt = try Prompt(request: Array(#"{"messages": [{"role": "user", "content": "Write a parser"}]}"#.utf8))
  /// ```
  ///
  /// The article *Routing from your own program* lists the shapes. Members that say nothing of the prompt are passed over.
  /// A request of images alone is a prompt without text, with what they need in ``needs``. O(bytes).
  public init(request bytes: [UInt8]) throws(RequestError) {
    do throws(JSONError) {
      self = try PromptReader.line(bytes).prompt
    } catch {
      throw RequestError(offset: error.offset, found: error.found, expected: error.expected)
    }
  }
}

/// Why bytes are no request that can be routed.
public struct RequestError: Error, Equatable, CustomStringConvertible {
  /// Bytes before the fault.
  public let offset: Int
  /// As what is there is named.
  public let found: String
  /// As what belongs there is named.
  public let expected: String

  /// One sentence: where, what was found, what was expected.
  public var description: String { "byte \(offset) of the request has \(found), not \(expected)" }
}
