import PointsmanSupport
import Testing

@testable import PointsmanGateway

@Suite("Page")
struct PageTests {
  private let text = String(decoding: Page.html, as: UTF8.self)

  @Test("One style and one script, whose digests the header has, and nothing inline that it would refuse")
  func policy() {
    for element in ["style", "script"] {
      #expect(text.components(of: "<\(element)") == 1, "\(element)")
      #expect(!Page.content(of: element).isEmpty)
    }
    #expect(!text.contains(" style=") && !text.contains(" onclick=") && !text.contains("javascript:"))
    #expect(Page.contentSecurityPolicy.hasPrefix("default-src 'none'; style-src 'sha256-"))
    #expect(!Page.contentSecurityPolicy.contains("unsafe"))
  }

  @Test("The page names no other host, and makes no markup from strings")
  func selfContained() {
    let hosts = text.components(of: "http://") + text.components(of: "https://")
    // The namespace of SVG alone.
    #expect(hosts == 1 && text.contains("http://www.w3.org/2000/svg"))
    for maker in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("] {
      #expect(!text.contains(maker), "\(maker)")
    }
    #expect(!text.contains("localStorage"))
  }

  @Test(
    "Base 64 as RFC 4648 has it",
    arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")])
  func base64(text: String, expected: String) {
    #expect(Page.base64(Array(text.utf8)) == expected)
  }
}

extension String {
  /// How often `part` occurs.
  fileprivate func components(of part: String) -> Int { ranges(of: part).count }
}
