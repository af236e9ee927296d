import Testing

@testable import PointsmanExport

@Suite("Base64")
struct Base64Tests {
  /// The vectors of RFC 4648, section 10.
  @Test(
    "Bytes become the text that the standard gives",
    arguments: [
      ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
      ("foobar", "Zm9vYmFy"),
    ])
  func vectors(_ plain: String, _ encoded: String) {
    #expect(Base64.text(of: Array(plain.utf8)) == encoded)
  }

  @Test("All bits of all bytes are there")
  func bits() {
    #expect(Base64.text(of: [0xff, 0xfe, 0x00, 0x3e, 0xbf]) == "//4APr8=")
  }
}
