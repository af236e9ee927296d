import Testing

@testable import PointsmanSupport

@Suite("JSONValue")
struct JSONValueTests {
  @Test("Every number comes back to the bit")
  func numbers() throws {
    var generator = SplitMix64(seed: 1)
    var numbers: [Double] = [
      0, -0.0, 0.1, 1 / 3, .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude, 1e21, 1e16,
    ]
    while numbers.count < 3000 {
      let number = Double(bitPattern: generator.next())
      if number.isFinite { numbers.append(number) }
    }
    for number in numbers {
      let read = try JSONValue(parsing: Array(JSONValue.number(number as Double).text.utf8))
      #expect(read.double?.bitPattern == number.bitPattern)
    }
  }

  @Test("Every scalar comes back in a string and in a key")
  func strings() throws {
    let scalars =
      (0...0x2fff).compactMap { Unicode.Scalar($0 as UInt32) } + ["\u{d7ff}", "\u{e000}", "\u{10ffff}", "🦀"]
    var text = ""
    text.unicodeScalars.append(contentsOf: scalars)
    let value = JSONValue.object([(text, .string(text))])
    guard case .object(let members) = try JSONValue(parsing: Array(value.text.utf8)) else {
      throw JSONError(offset: 0, expected: "an object", found: "none")
    }
    #expect(Array(members[0].key.utf8) == Array(text.utf8))
    #expect(members[0].value.string.map { Array($0.utf8) } == Array(text.utf8))
    #expect(!value.text.utf8.contains { $0 < 0x20 })
  }

  @Test("Members keep their order, and are found by key")
  func members() throws {
    let value = try JSONValue(parsing: Array(#"{"z":1,"a":[true,"x"],"m":2.5}"#.utf8))
    #expect(value.text == #"{"z":1,"a":[true,"x"],"m":2.5}"#)
    #expect(value["z"]?.integer == 1 && value["z"]?.double == 1)
    #expect(value["m"]?.integer == nil && value["m"]?.double == 2.5)
    #expect(value["a"]?.array?.count == 2 && value["a"]?.array?[1].string == "x")
    #expect(value["none"] == nil && value["a"]?["z"] == nil && value.array == nil && value.string == nil)
  }

  @Test("An undefined number is null", arguments: [nil, .nan, .infinity, -.infinity] as [Double?])
  func undefined(number: Double?) {
    #expect(JSONValue.figure(number).text == "null")
  }

  @Test("A number that JSON does not have cannot be written")
  func notFinite() async {
    await #expect(processExitsWith: .failure) { _ = JSONValue.number(.nan).text }
    await #expect(processExitsWith: .failure) { _ = JSONValue.number(.infinity).text }
  }
}
