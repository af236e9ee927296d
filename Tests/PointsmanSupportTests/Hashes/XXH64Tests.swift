import Testing

@testable import PointsmanSupport

@Suite("XXH64")
struct XXH64Tests {
  @Test(
    "Hashes are those of Python's xxhash 3",
    arguments: [
      ("", 1, 0x0, 0xef46_db37_51d8_e999), ("a", 1, 0x0, 0xd24e_c4f1_a98c_6e5b),
      ("abc", 1, 0x1, 0xbea9_ca81_9932_8908), ("x", 31, 0x0, 0x60dd_0d01_083b_99f0),
      ("x", 32, 0x7, 0x3fe3_2c63_2942_fb04), ("xyz", 11, 0x0, 0xaeb1_4efc_32fb_0979),
      ("é", 100, 0x9e37_79b1, 0xf02b_f559_500b_36fc),
      ("0123456789", 99, 0xffff_ffff_ffff_ffff, 0x1f38_3525_5257_7b5a),
    ] as [(String, Int, UInt64, UInt64)])
  func golden(text: String, count: Int, seed: UInt64, expected: UInt64) {
    #expect(XXH64.hash(Array(String(repeating: text, count: count).utf8), seed: seed) == expected)
  }
}
