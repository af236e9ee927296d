import Foundation

/// A program that runs the unit tests of a task against an answer.
package enum TestRunner: String, Sendable, CaseIterable {
  case pytest
  case swift

  /// The file that an answer becomes, unless its task says so.
  var defaultFile: String {
    switch self {
    case .pytest: "solution.py"
    case .swift: "Sources/Solution/Solution.swift"
    }
  }

  /// The file of tests that a task has as text.
  var testFile: String {
    switch self {
    case .pytest: "test_task.py"
    case .swift: "Tests/SolutionTests/SolutionTests.swift"
    }
  }

  /// The command; it runs in the folder of tests and answer.
  var command: [String] {
    switch self {
    case .pytest: ["python3", "-m", "pytest", "-q", "-p", "no:cacheprovider", "--junitxml=\(Self.report)"]
    case .swift: ["swift", "test"]
    }
  }

  /// The command that succeeds where the runner is installed, and the remedy where it is not.
  var probe: (command: [String], remedy: String) {
    switch self {
    case .pytest: (["python3", "-c", "import pytest"], "install pytest for python3, or put its environment on PATH")
    case .swift: (["swift", "--version"], "put a toolchain of Swift on PATH")
    }
  }

  /// Where pytest writes its report.
  fileprivate static let report = "pointsman-report.xml"
}

/// The unit tests of a task.
struct UnitTests: Sendable {
  let runner: TestRunner
  let source: Source
  /// The path that the answer gets among the tests.
  let file: String

  enum Source: Sendable {
    /// The text of one file.
    case text(String)
    /// The path of a folder, which is copied.
    case folder(String)
  }

  /// The result of the tests: a score from 0 to 1, or the reason that there is none.
  enum Verdict: Sendable, Equatable {
    /// - Parameter passed: The share of tests that passed, 1 where all did.
    case ran(passed: Double)
    /// The answer cannot be compiled or loaded.
    case broken
    case none(reason: String)
  }

  /// Puts the tests and the answer into the working folder of a check.
  func lay(in folder: CheckFolder, answer: String) throws {
    switch source {
    case .text(let text): try folder.write(text, to: "work/\(runner.testFile)")
    case .folder(let path):
      do {
        for name in try FileManager.default.contentsOfDirectory(atPath: path) {
          try FileManager.default.copyItem(atPath: "\(path)/\(name)", toPath: "\(folder.work)/\(name)")
        }
      } catch {
        throw LabellingError(path, "cannot be copied", remedy: "let this user read all that is in it")
      }
    }
    if runner == .swift, !FileManager.default.fileExists(atPath: folder.work + "/Package.swift") {
      try folder.write(Self.manifest, to: "work/Package.swift")
    }
    try folder.write(answer, to: "work/\(file)")
  }

  private static let manifest = """
    // swift-tools-version: 6.0
    import PackageDescription

    let package = Package(
      name: "Solution",
      targets: [
        .target(name: "Solution"), .testTarget(name: "SolutionTests", dependencies: ["Solution"]),
      ])

    """

  /// Reads the verdict from a finished run.
  func verdict(of run: CheckProcess.Run, in folder: CheckFolder) -> Verdict {
    guard let status = run.ending.status else { return .none(reason: run.ending.words) }
    switch runner {
    case .pytest:
      guard let report = try? String(contentsOfFile: folder.work + "/" + TestRunner.report, encoding: .utf8) else {
        return .none(reason: "ended with status \(status) and without a report of pytest")
      }
      return pytestVerdict(status: status, report: report)
    case .swift: return swiftVerdict(status: status, output: run.output + "\n" + run.errors)
    }
  }

  /// By the exit status of pytest and its report in JUnit's XML. An answer that ends the program before the report is
  /// written has no verdict, whatever the status is.
  func pytestVerdict(status: Int, report: String) -> Verdict {
    func count(_ name: String) -> Int? {
      guard let suite = report.firstMatch(of: /<testsuite\s[^>]*>/),
        let value = suite.output.split(separator: " ").first(where: { $0.hasPrefix("\(name)=\"") })
      else { return nil }
      return Int(value.dropFirst(name.count + 2).prefix { $0 != "\"" })
    }
    guard let tests = count("tests"), let skipped = count("skipped"), let failures = count("failures"),
      let errors = count("errors"), tests >= 0, skipped >= 0, failures >= 0, errors >= 0
    else { return .none(reason: "wrote no report that can be read") }
    switch status {
    case 0, 1:
      // A report of more than a billion tests is not one.
      guard max(tests, skipped, failures, errors) < 1_000_000_000, tests > skipped else {
        return .none(reason: "found no test to run")
      }
      let run = Double(tests - skipped)
      let passed = max(0, run - Double(failures) - Double(errors))
      guard (passed == run) == (status == 0) else { return .none(reason: "has another status than its report") }
      return .ran(passed: passed / run)
    // Collection stopped (2), or the answer ended pytest (3).
    case 2...3 where names(file, in: report): return .broken
    case 5: return .none(reason: "found no test to run")
    default: return .none(reason: "ended with status \(status), an error of the tests or of pytest")
    }
  }

  /// By the exit status of `swift test` and what it prints.
  func swiftVerdict(status: Int, output: String) -> Verdict {
    let ran = output.matches(of: /Test run with ([0-9]+) tests?|Executed ([0-9]+) tests?/).contains {
      Int($0.1 ?? $0.2 ?? "") ?? 0 > 0
    }
    if status == 0 { return ran ? .ran(passed: 1) : .none(reason: "found no test to run") }
    let errors = output.split(whereSeparator: \.isNewline).filter { $0.contains(": error: ") }
    // The compiler names the answer, or what the tests do not find in it.
    if !ran, errors.contains(where: { names(file, in: String($0)) }) { return .broken }
    if !ran, errors.contains(where: { $0.contains("error: cannot find ") || $0.contains("has no member ") }) {
      return .broken
    }
    return ran || output.contains("xited with unexpected signal code")
      ? .ran(passed: 0) : .none(reason: "ended with status \(status), before a test ran")
  }

  /// True if a text names a file, and not one whose name is longer.
  private func names(_ file: String, in text: String) -> Bool {
    text.ranges(of: file).contains { range in
      let before = text[..<range.lowerBound].last
      return before.map { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") } ?? true
    }
  }
}
