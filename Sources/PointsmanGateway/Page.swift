internal import PointsmanSupport

/// The page at `/`: one file with its style and its script, which asks the gateway for figures and nobody else.
package enum Page {
  package static let contentType = "text/html; charset=utf-8"

  /// The file.
  package static let html: [UInt8] = PackageResources.page_html

  /// The header `Content-Security-Policy`: the page's own style and script by their SHA-256, requests to the gateway
  /// alone, and no string that becomes markup.
  package static let contentSecurityPolicy =
    "default-src 'none'; style-src 'sha256-\(digest(of: "style"))'; script-src 'sha256-\(digest(of: "script"))'; "
    + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"

  /// SHA-256 of the content of the page's one element of this name, in base 64.
  private static func digest(of element: String) -> String {
    let digits = Array(SHA256.hexDigest(of: content(of: element)).utf8)
    return base64(
      stride(from: 0, to: digits.count, by: 2).compactMap {
        UInt8(String(decoding: digits[$0...$0 + 1], as: UTF8.self), radix: 16)
      })
  }

  /// The bytes between the tags of the page's one element of this name, which has no attributes.
  static func content(of element: String) -> [UInt8] {
    let (opening, closing) = (Array("<\(element)>".utf8), Array("</\(element)>".utf8))
    guard let start = html.firstRange(of: opening)?.upperBound,
      let end = html[start...].firstRange(of: closing)?.lowerBound
    else { preconditionFailure("page.html has no <\(element)>") }
    return Array(html[start..<end])
  }

  /// RFC 4648, section 4.
  static func base64(_ bytes: [UInt8]) -> String {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = (0..<3).map { start + $0 < bytes.count ? UInt32(bytes[start + $0]) : 0 }
      let word = group[0] << 16 | group[1] << 8 | group[2]
      let known = min(3, bytes.count - start) + 1
      for place in 0..<4 {
        text.append(place < known ? digits[Int(word >> (18 - 6 * UInt32(place)) & 63)] : UInt8(ascii: "="))
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
