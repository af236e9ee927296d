internal import PointsmanSupport

/// HMAC-SHA-256 (RFC 2104, FIPS 198-1): a digest that only who has the key can make, so that a prompt cannot be found by
/// digesting guesses.
struct HMAC {
  private let inner: [UInt8]
  private let outer: [UInt8]
  /// Bytes of a block of SHA-256.
  private static let block = 64

  init(key: [UInt8]) {
    let short = key.count > Self.block ? Self.digest(key) : key
    let padded = short + [UInt8](repeating: 0, count: Self.block - short.count)
    inner = padded.map { $0 ^ 0x36 }
    outer = padded.map { $0 ^ 0x5c }
  }

  /// 32 bytes.
  func code(_ message: some Sequence<UInt8>) -> [UInt8] { Self.digest(outer + Self.digest(inner + Array(message))) }

  private static func digest(_ bytes: [UInt8]) -> [UInt8] { Hexadecimal.bytes(SHA256.hexDigest(of: bytes)) ?? [] }
}

/// Bytes as hexadecimal digits.
enum Hexadecimal {
  private static let digits = Array("0123456789abcdef".utf8)

  static func text(_ bytes: some Sequence<UInt8>) -> String {
    String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// nil where it is anything but pairs of lower-case digits.
  static func bytes(_ text: String) -> [UInt8]? {
    let values = text.utf8.compactMap { digit in digits.firstIndex(of: digit).map(UInt8.init) }
    guard values.count == text.utf8.count, values.count % 2 == 0 else { return nil }
    return stride(from: 0, to: values.count, by: 2).map { values[$0] << 4 | values[$0 + 1] }
  }
}
