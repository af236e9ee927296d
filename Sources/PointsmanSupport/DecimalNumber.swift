extension Double {
  /// The number that `text` writes in decimal: a sign, digits, a fraction and an exponent, spaces around them; nil for
  /// anything else. Unlike `Double(text)` it does not read hexadecimal numbers, infinities or NaN. A number beyond the
  /// range of Float64 is infinite.
  package init?(decimal text: String) {
    // Long texts are not looked through: no number that anyone writes is so long.
    guard text.utf8.count <= 1024 else { return nil }
    var bytes = Array(text.utf8)[...]
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
    func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
    func isSign(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") }
    bytes = bytes.drop(while: isSpace)
    while let last = bytes.last, isSpace(last) { bytes.removeLast() }
    let number = bytes
    if let sign = bytes.first, isSign(sign) { bytes.removeFirst() }
    let whole = bytes.prefix(while: isDigit)
    bytes = bytes.dropFirst(whole.count)
    var digits = whole.count
    if bytes.first == UInt8(ascii: ".") {
      let fraction = bytes.dropFirst().prefix(while: isDigit)
      digits += fraction.count
      bytes = bytes.dropFirst(1 + fraction.count)
    }
    guard digits > 0 else { return nil }
    if let mark = bytes.first, mark | 0x20 == UInt8(ascii: "e") {
      bytes.removeFirst()
      if let sign = bytes.first, isSign(sign) { bytes.removeFirst() }
      guard let first = bytes.first, isDigit(first) else { return nil }
      bytes = bytes.drop(while: isDigit)
    }
    guard bytes.isEmpty else { return nil }
    self.init(String(decoding: number, as: UTF8.self))
  }
}
