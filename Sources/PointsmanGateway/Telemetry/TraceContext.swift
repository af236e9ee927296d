/// The trace that a request belongs to, in the form of W3C's Trace Context, level 1.
package struct TraceContext: Sendable, Equatable {
  /// 32 hexadecimal digits.
  package let traceID: String
  /// The caller's span, 16 hexadecimal digits; nil where the trace begins here.
  package let parentID: String?
  /// The gateway's own span, 16 hexadecimal digits.
  package let spanID: String
  package let isSampled: Bool

  /// Continues the trace that a `traceparent` names; begins a new one where there is none or it is malformed, as the
  /// standard has it.
  ///
  /// - Parameter random: three draws; 64 bits of each are used.
  package init(traceparent: String?, random: (UInt64, UInt64, UInt64)) {
    // An id of zeros alone is not valid.
    spanID = Self.hexadecimal(max(random.2, 1))
    if let traceparent, let parsed = Self.parse(traceparent) {
      (traceID, parentID, isSampled) = (parsed.trace, parsed.parent, parsed.isSampled)
    } else {
      (traceID, parentID, isSampled) = (Self.hexadecimal(random.0) + Self.hexadecimal(max(random.1, 1)), nil, true)
    }
  }

  /// The header that the upstream gets: the gateway's span as the parent.
  package var traceparent: String { "00-\(traceID)-\(spanID)-\(isSampled ? "01" : "00")" }

  /// Reads `version-trace-parent-flags`. A later version may have more fields, version 00 may not, and ff is not valid.
  private static func parse(_ text: String) -> (trace: String, parent: String, isSampled: Bool)? {
    guard text.utf8.count >= 55, text.utf8.count <= 512 else { return nil }
    let fields = text.split(separator: "-", omittingEmptySubsequences: false)
    guard fields.count >= 4, fields[0].utf8.count == 2, fields[1].utf8.count == 32, fields[2].utf8.count == 16,
      fields[3].utf8.count == 2, fields[..<4].allSatisfy({ $0.utf8.allSatisfy(isDigit) }), fields[0] != "ff",
      fields[0] != "00" || fields.count == 4, fields[1].contains(where: { $0 != "0" }),
      fields[2].contains(where: { $0 != "0" }), let flags = UInt8(fields[3], radix: 16)
    else { return nil }
    return (String(fields[1]), String(fields[2]), flags & 1 == 1)
  }

  /// Lower case alone is valid.
  private static func isDigit(_ byte: UInt8) -> Bool {
    UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || UInt8(ascii: "a")...UInt8(ascii: "f") ~= byte
  }

  private static func hexadecimal(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }
}

/// The facts that the access log and the spans have of a request beside its record.
package struct RequestContext: Sendable {
  package var trace: TraceContext
  /// "openai", "anthropic" or the configured name; nil where nothing was sent.
  package var provider: String?
  /// The model that the client asked for, as it wrote it.
  package var requestModel: String?
  /// The model as the upstream names it in its answer.
  package var responseModel: String?
  package var responseID: String?
  /// The host of the upstream.
  package var serverAddress: String?
  package var serverPort: Int?

  package init(trace: TraceContext) { self.trace = trace }
}
