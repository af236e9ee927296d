import Testing

@testable import PointsmanSupport

@Suite("Names in a sentence")
struct ListedNamesTests {
  @Test("Up to twelve are named; of more, ten, and the others are counted")
  func counts() {
    let names = (0..<2000).map { "m\($0)" }
    #expect([String]().listed == "" && names.prefix(2).listed == "m0, m1")
    #expect(names.prefix(12).listed.hasSuffix("m10, m11"))
    #expect(names.prefix(13).listed == "m0, m1, m2, m3, m4, m5, m6, m7, m8, m9 and 3 more")
    #expect(names.listed.hasSuffix("m9 and 1990 more"))
  }
}
