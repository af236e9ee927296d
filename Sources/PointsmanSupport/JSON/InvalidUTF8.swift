/// The first byte of a text that is not UTF-8, and how a reader says so.
package enum InvalidUTF8 {
  package static let expected = "UTF-8"

  package static func description(of byte: UInt8) -> String {
    "byte 0x\(byte < 16 ? "0" : "")\(String(byte, radix: 16)), which is not UTF-8"
  }

  /// How many bytes of `bytes`, which are not all UTF-8, are. O(bytes).
  package static func offset(in bytes: ArraySlice<UInt8>) -> Int {
    var parser = Unicode.UTF8.ForwardParser()
    var (iterator, valid) = (bytes.makeIterator(), 0)
    while case .valid(let scalar) = parser.parseScalar(from: &iterator) { valid += scalar.count }
    return valid
  }
}
