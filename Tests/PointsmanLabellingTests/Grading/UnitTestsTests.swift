import Testing

@testable import PointsmanLabelling

@Suite("Verdicts of unit tests")
struct UnitTestsTests {
  private static func report(_ tests: Int, failures: Int = 0, errors: Int = 0, skipped: Int = 0, _ text: String = "")
    -> String
  {
    #"<testsuites name="pytest tests"><testsuite name="pytest" errors="\#(errors)" failures="\#(failures)" "#
      + #"skipped="\#(skipped)" tests="\#(tests)" time="0.1"><testcase><error>\#(text)</error></testcase></testsuite>"#
  }

  @Test(
    "pytest's status and report are a verdict, or none",
    arguments: [
      (0, report(2), .ran(passed: 1)), (1, report(2, failures: 1), .ran(passed: 0.5)),
      (1, report(3, failures: 1, skipped: 1), .ran(passed: 0.5)), (1, report(1, errors: 1), .ran(passed: 0)),
      (0, report(2, skipped: 2), .none(reason: "found no test to run")),
      (5, report(0), .none(reason: "found no test to run")),
      (0, report(2, failures: 1), .none(reason: "has another status than its report")),
      (1, report(2), .none(reason: "has another status than its report")),
      (2, report(1, errors: 1, "solution.py:1: in &lt;module&gt;"), .broken),
      (2, report(1, errors: 1, #"File "/tmp/x/solution.py", line 1"#), .broken),
      (3, report(1, errors: 1, "work/solution.py SystemExit"), .broken),
      (
        2, report(1, errors: 1, "test_solution.py:2: in &lt;module&gt;"),
        .none(reason: "ended with status 2, an error of the tests or of pytest")
      ),
      (3, report(1, errors: 1), .none(reason: "ended with status 3, an error of the tests or of pytest")),
      (4, report(0), .none(reason: "ended with status 4, an error of the tests or of pytest")),
      (0, "", .none(reason: "wrote no report that can be read")),
      (0, report(99_999_999_999), .none(reason: "found no test to run")),
    ] as [(Int, String, UnitTests.Verdict)])
  func pytest(status: Int, report: String, expected: UnitTests.Verdict) {
    let tests = UnitTests(runner: .pytest, source: .text(""), file: "solution.py")
    #expect(tests.pytestVerdict(status: status, report: report) == expected)
  }

  @Test(
    "What swift test prints is a verdict, or none",
    arguments: [
      (0, "✔ Test run with 2 tests in 0 suites passed", .ran(passed: 1)),
      (0, "Executed 3 tests, with 0 failures", .ran(passed: 1)),
      (0, "Executed 0 tests", .none(reason: "found no test to run")),
      (1, "✘ Test run with 2 tests in 0 suites failed after 1 second with 1 issue.", .ran(passed: 0)),
      (1, "error: Process 'x' exited with unexpected signal code 4", .ran(passed: 0)),
      (1, "/w/Sources/Solution/Solution.swift:1:28: error: expected expression", .broken),
      (1, "/w/Tests/SolutionTests/T.swift:3:31: error: cannot find 'f' in scope", .broken),
      (
        1, "/w/Tests/SolutionTests/T.swift:3:31: error: expected '}'",
        .none(reason: "ended with status 1, before a test ran")
      ),
      (1, "error: no space left", .none(reason: "ended with status 1, before a test ran")),
    ] as [(Int, String, UnitTests.Verdict)])
  func swift(status: Int, output: String, expected: UnitTests.Verdict) {
    let tests = UnitTests(runner: .swift, source: .text(""), file: TestRunner.swift.defaultFile)
    #expect(tests.swiftVerdict(status: status, output: output) == expected)
  }
}
