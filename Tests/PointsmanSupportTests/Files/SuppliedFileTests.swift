import Testing

@testable import PointsmanSupport

@Suite("SuppliedFile")
struct SuppliedFileTests {
  @Test(
    "An installed program looks beside itself, then in PREFIX/share/pointsman",
    arguments: ["/usr", "/usr/local", "/home/me/.local", ""])
  func installed(prefix: String) {
    let places = SuppliedFile.places(
      of: "table", in: "Models", executable: prefix + "/bin/pointsman", workingDirectory: "/somewhere")
    #expect(places.prefix(2) == [prefix + "/bin/table", prefix + "/share/pointsman/table"])
  }

  @Test("A program of a repository finds the repository's folder, whatever the working directory")
  func built() {
    let places = SuppliedFile.places(
      of: "table", in: "Models", executable: "/r/.build/release/pointsman", workingDirectory: "/w")
    #expect(
      places == [
        "/r/.build/release/table", "/r/.build/release/Models/table", "/r/.build/Models/table", "/r/Models/table",
        "/Models/table", "/w/Models/table",
      ])
  }

  @Test("Each place is looked at once, and a program of an unknown place leaves the working directory")
  func once() {
    let within = SuppliedFile.places(of: "t", in: "D", executable: "/r/p", workingDirectory: "/r")
    #expect(within == ["/r/t", "/r/D/t", "/D/t"])
    #expect(SuppliedFile.places(of: "t", in: "D", executable: nil, workingDirectory: "/") == ["/D/t"])
    #expect(SuppliedFile.places(of: "t", in: "D", executable: "p", workingDirectory: "/a") == ["/a/D/t", "/D/t"])
  }
}
