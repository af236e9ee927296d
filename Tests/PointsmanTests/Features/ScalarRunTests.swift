import Testing

@testable import Pointsman

@Suite("ScalarRun")
struct ScalarRunTests {
  private func run(_ runs: [ScalarRun], _ scalar: Unicode.Scalar) -> ScalarRun {
    runs.last { $0.start <= scalar.value }!
  }

  @Test("Runs ascend from 0, and neighbours differ", arguments: [ScalarRun.lexical, ScalarRun.semantic])
  func order(runs: [ScalarRun]) {
    #expect(runs.first?.start == 0)
    for (run, next) in zip(runs, runs.dropFirst()) {
      #expect(run.start < next.start)
      #expect(run.kind != next.kind || run.delta != next.delta)
    }
  }

  @Test("The lexical block's classes and lower case")
  func lexical() {
    let runs = ScalarRun.lexical
    #expect(run(runs, "A") == ScalarRun(start: 0x41, kind: 6, delta: 32))
    #expect(run(runs, "z").kind == 6 && run(runs, "z").delta == 0)
    #expect(run(runs, "漢").kind == ScalarRun.LexicalKind.word)
    #expect(run(runs, "\u{2003}").kind == ScalarRun.LexicalKind.space)
    #expect(run(runs, "'").kind == ScalarRun.LexicalKind.caseIgnorable)
    #expect(run(runs, "+").kind == 0)
  }

  @Test("The semantic block's kinds and replacements")
  func semantic() {
    let runs = ScalarRun.semantic
    #expect(run(runs, "\u{0}").kind == 0)
    #expect(run(runs, " ").kind == 1)
    #expect(run(runs, "漢").kind == 2 && run(runs, "?").kind == 2)
    #expect(run(runs, "É").kind == 3 && run(runs, "É").delta == 0x65 - 0xc9)
  }
}
