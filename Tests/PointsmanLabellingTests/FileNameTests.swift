import Testing

@testable import PointsmanLabelling

@Suite("Names of files")
struct FileNameTests {
  @Test(
    "Names of models and tasks become names of files, and back",
    arguments: [
      "gpt-5.5", "org/model", "100%", "a%2Fb", "%25", "a/b%/c", ".hidden", "..", "../t1", "é\u{1F600}", "%252F", "a b",
    ])
  func names(name: String) throws {
    let file = try #require(FileName.encoded(name))
    #expect(!file.contains("/") && !file.hasPrefix("."))
    #expect(FileName.decoded(file) == name)
  }

  @Test("No name, and one that no file system takes, have none")
  func refused() {
    #expect(FileName.encoded("") == nil && FileName.encoded(String(repeating: "/", count: 81)) == nil)
  }
}
