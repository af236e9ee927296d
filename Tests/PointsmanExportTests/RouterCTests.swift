import Pointsman
import PointsmanSupport
import Testing

@testable import PointsmanExport

@Suite("Export as C")
struct RouterCTests {
  @Test("C computes the structural features in the order of the weights")
  func structuralFeatures() throws {
    let source = String(decoding: PackageResources.structural_c, as: UTF8.self)
    let formulas = try #require(source.firstRange(of: "x[FEATURES] = {"))
    let end = try #require(source[formulas.upperBound...].firstRange(of: "};"))
    let names = source[formulas.upperBound..<end.lowerBound].matches(of: #/\/\* (.*) \*\//#).map { String($0.1) }
    #expect(names == StructuralFeatures.names)
    #expect(try SampleRouter.dense.load().exportedC(name: "r").contains("FEATURES = \(StructuralFeatures.count) }"))
  }

  @Test("A C name is letters, digits and underscores", arguments: ["", "1a", "a-b", "a b", "ä", "_a"])
  func names(name: String) throws {
    let router = try SampleRouter.curved.load()
    #expect(throws: ExportError.invalidName(name)) { try router.exportedC(name: name) }
    #expect(try router.exportedC(name: "a_1").contains("const char *a_1_route("))
  }

  @Test("A file loses its includes and the lines of other blocks, and gets the name")
  func source() {
    let file = """
      /* A file. */
      #pragma once
      #include "tables.h"

      int NAME_a;
      #ifdef LEXICAL
        #define B
      #endif
      #ifdef SEMANTIC
      int c;
      #endif

      int NAME_d;

      """
    let source = CSource(name: "my_router", macros: ["LEXICAL"])
    #expect(
      source.text(of: Array(file.utf8)) == "/* A file. */\n\nint my_router_a;\n  #define B\n\nint my_router_d;\n")
  }

  @Test(
    "An export has the routines of its blocks, and nothing to preprocess", arguments: [SampleRouter.curved, .dense])
  func routines(sample: SampleRouter) throws {
    let code = try sample.load().exportedC(name: "r")
    let calls = ["add_lexical(part,", "add_structural(part,", "add_semantic(part,"].map(code.contains)
    #expect(calls == [true, sample == .dense, true])
    #expect(code.contains("static void add_structural(") == (sample == .dense))
    let left = ["NAME", "#if", "#endif", "#pragma", "#include \""].filter(code.contains)
    #expect(left.isEmpty)
  }
}
