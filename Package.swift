// swift-tools-version: 6.3
import Foundation
import PackageDescription

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

// The gateway's packages, which only builds with the trait resolve and compile: `swift build --traits Gateway`.
func gateway(_ product: String, _ package: String) -> Target.Dependency {
  .product(name: product, package: package, condition: .when(traits: ["Gateway"]))
}

// The commit that `pointsman --version` names: nothing where this folder is not a git repository of its own.
let commit: [CSetting]
if FileManager.default.fileExists(atPath: Context.packageDirectory + "/.git"), let git = Context.gitInformation {
  commit = [
    .define("POINTSMAN_COMMIT", to: "0x\(git.currentCommit.prefix(12))"),
    .define("POINTSMAN_COMMIT_ALTERED", to: "\(git.hasUncommittedChanges)"),
  ]
} else {
  commit = []
}

let package = Package(
  name: "pointsman",
  platforms: [.macOS(.v15)],
  products: [
    // Routing alone, without OpenBLAS; all that the command line does; and the parts of it.
    .library(name: "Pointsman", targets: ["Pointsman"]),
    .library(name: "PointsmanKit", targets: ["PointsmanKit"]),
    .library(name: "PointsmanOutcomes", targets: ["PointsmanOutcomes"]),
    .library(name: "PointsmanEncoder", targets: ["PointsmanEncoder"]),
    .library(name: "PointsmanRegression", targets: ["PointsmanNumerics", "PointsmanRegression"]),
    .library(name: "PointsmanTraining", targets: ["PointsmanTraining"]),
    .library(name: "PointsmanEvaluation", targets: ["PointsmanEvaluation"]),
    .library(name: "PointsmanExport", targets: ["PointsmanExport"]),
    .library(name: "PointsmanABI", type: .dynamic, targets: ["PointsmanABI"]),
    .executable(name: "pointsman", targets: ["PointsmanCommand"]),
    .executable(name: "pointsman-benchmark", targets: ["PointsmanBenchmark"]),
    .executable(name: "pointsman-experiments", targets: ["PointsmanExperiments"]),
    .executable(name: "pointsman-gateway", targets: ["PointsmanServer"]),
  ],
  traits: [
    .trait(name: "Gateway", description: "Builds pointsman-gateway, the server of `pointsman serve`, with swift-nio.")
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
  ],
  targets: [
    // C libraries, each behind a header of its own.
    .systemLibrary(name: "CPointsman"),
    .systemLibrary(name: "CPointsmanSystem"),
    .target(name: "CPointsmanBuild", cSettings: commit),
    .systemLibrary(
      name: "CPointsmanZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .systemLibrary(
      name: "CPointsmanSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]),
    .systemLibrary(
      name: "CPointsmanOpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),

    // Modules, each above those that it uses.
    .module("PointsmanSupport", uses: ["CPointsmanSystem"]),
    .module("PointsmanNumerics", uses: ["CPointsmanOpenBLAS", "CPointsmanSystem", "PointsmanSupport"]),
    .module("PointsmanRegression", uses: ["PointsmanNumerics", "PointsmanSupport"]),
    .module("Pointsman", uses: ["PointsmanSupport"]),
    .module(
      "PointsmanEndpoints", uses: ["Pointsman", "PointsmanSupport", .product(name: "Yams", package: "Yams")]),
    .module(
      "PointsmanDecisionLog",
      uses: ["CPointsmanSQLite", "CPointsmanSystem", "Pointsman", "PointsmanOutcomes", "PointsmanSupport"]),
    .module(
      "PointsmanGateway",
      uses: [
        "Pointsman", "PointsmanDecisionLog", "PointsmanEndpoints", "PointsmanSupport",
      ], embedding: ["Page/page.html"]),
    .module("PointsmanOutcomes", uses: ["CPointsmanZlib", "Pointsman", "PointsmanSupport"]),
    .module("PointsmanEncoder", uses: ["Pointsman", "PointsmanNumerics", "PointsmanSupport"]),
    .module(
      "PointsmanTraining",
      uses: [
        "Pointsman", "PointsmanEncoder", "PointsmanNumerics", "PointsmanOutcomes", "PointsmanRegression",
        "PointsmanSupport",
      ]),
    .module(
      "PointsmanEvaluation",
      uses: [
        "Pointsman", "PointsmanNumerics", "PointsmanOutcomes", "PointsmanRegression", "PointsmanSupport",
        "PointsmanTraining",
      ]),
    .module(
      "PointsmanLabelling",
      uses: [
        "Pointsman", "PointsmanEndpoints", "PointsmanOutcomes", "PointsmanSupport",
        .product(name: "Subprocess", package: "swift-subprocess"),
      ],
      embedding: ["Judging/pairs.md", "Judging/rubric.md"]),
    .module(
      "PointsmanExport", uses: ["Pointsman", "PointsmanSupport"], excluding: ["C/tables.h"],
      embedding: [
        "C/lexical.c", "C/prompt.h", "C/route.c", "C/scalars.h", "C/semantic.c", "C/statistics.h", "C/structural.c",
      ]),
    .module(
      "PointsmanKit",
      uses: [
        "Pointsman", "PointsmanEncoder", "PointsmanEvaluation", "PointsmanExport", "PointsmanOutcomes",
        "PointsmanTraining",
      ]),
    .module(
      "PointsmanABI", uses: ["CPointsman", "CPointsmanSystem", "Pointsman", "PointsmanSupport"],
      excluding: ["exports.map", "install"]),

    .program(
      "PointsmanCommand",
      uses: [
        "CPointsmanBuild", "Pointsman", "PointsmanDecisionLog", "PointsmanEncoder", "PointsmanEndpoints",
        "PointsmanEvaluation", "PointsmanExport", "PointsmanLabelling", "PointsmanNumerics", "PointsmanOutcomes",
        "PointsmanSupport", "PointsmanTraining",
      ]),
    .program(
      "PointsmanServer",
      uses: [
        "Pointsman", "PointsmanDecisionLog", "PointsmanEndpoints", "PointsmanGateway", "PointsmanSupport",
        gateway("NIOCore", "swift-nio"), gateway("NIOPosix", "swift-nio"), gateway("NIOHTTP1", "swift-nio"),
        gateway("NIOSSL", "swift-nio-ssl"), gateway("AsyncHTTPClient", "async-http-client"),
      ]),
    .program(
      "PointsmanBenchmark",
      uses: [
        "Pointsman", "PointsmanEncoder", "PointsmanEvaluation", "PointsmanNumerics", "PointsmanOutcomes",
        "PointsmanRegression", "PointsmanSupport", "PointsmanTraining",
      ]),
    .program(
      "PointsmanExperiments",
      uses: [
        "Pointsman", "PointsmanEncoder", "PointsmanEvaluation", "PointsmanNumerics", "PointsmanOutcomes",
        "PointsmanSupport", "PointsmanTraining",
      ]),

    .target(
      name: "TestSupport", dependencies: ["PointsmanSupport"], path: "Tests/TestSupport", swiftSettings: Target.settings
    ),
    .tests("PointsmanSupport"),
    .tests("PointsmanNumerics", uses: ["PointsmanSupport"]),
    .tests("PointsmanRegression", uses: ["PointsmanNumerics", "PointsmanSupport"], excluding: ["Golden"]),
    .tests("Pointsman", uses: ["PointsmanSupport"], excluding: ["Golden"]),
    .tests("PointsmanEndpoints", uses: ["Pointsman", "PointsmanSupport"]),
    .tests("PointsmanDecisionLog", uses: ["Pointsman", "PointsmanOutcomes", "PointsmanSupport"]),
    .tests("PointsmanGateway", uses: ["Pointsman", "PointsmanDecisionLog", "PointsmanEndpoints", "PointsmanSupport"]),
    .tests("PointsmanOutcomes", uses: ["Pointsman", "PointsmanSupport"], excluding: ["Golden"]),
    .tests("PointsmanEncoder", uses: ["Pointsman", "PointsmanNumerics", "PointsmanSupport"], excluding: ["Golden"]),
    .tests(
      "PointsmanTraining",
      uses: [
        "Pointsman", "PointsmanEncoder", "PointsmanEvaluation", "PointsmanNumerics", "PointsmanOutcomes",
        "PointsmanRegression", "PointsmanSupport",
      ],
      excluding: ["Golden"]),
    .tests(
      "PointsmanEvaluation",
      uses: ["Pointsman", "PointsmanNumerics", "PointsmanOutcomes", "PointsmanSupport", "PointsmanTraining"],
      excluding: ["Golden"]),
    .tests("PointsmanLabelling", uses: ["Pointsman", "PointsmanEndpoints", "PointsmanOutcomes", "PointsmanSupport"]),
    .tests("PointsmanExport", uses: ["Pointsman", "PointsmanSupport"]),
    .tests(
      "PointsmanCommand",
      uses: [
        "Pointsman", "PointsmanDecisionLog", "PointsmanLabelling", "PointsmanOutcomes", "PointsmanSupport",
        argumentParser,
      ],
      excluding: ["Golden"]),
  ],
  swiftLanguageModes: [.v6]
)

// Tests/Checks build parts of the package. POINTSMAN_TESTS names modules whose tests are kept, POINTSMAN_CHECKS adds the
// programs of checks.
if let kept = Context.environment["POINTSMAN_TESTS"]?.split(separator: " ") {
  package.targets.removeAll { target in target.isTest && !kept.contains { target.name == $0 + "Tests" } }
}
if Context.environment["POINTSMAN_CHECKS"] != nil {
  package.products.append(.library(name: "PointsmanFuzz", type: .static, targets: ["PointsmanFuzz"]))
  package.products.append(.executable(name: "pointsman-parity", targets: ["PointsmanParity"]))
  package.targets += [
    .target(
      name: "PointsmanFuzz",
      dependencies: ["Pointsman", "PointsmanEndpoints", "PointsmanGateway", "PointsmanOutcomes", "PointsmanSupport"],
      path: "Tests/Checks/fuzz", exclude: ["run", "Seeds"], swiftSettings: Target.settings),
    .executableTarget(
      name: "PointsmanParity", dependencies: ["Pointsman", "PointsmanSupport"], path: "Tests/Checks/parity",
      exclude: ["run"], swiftSettings: Target.settings),
  ]
}

extension Target {
  static var settings: [SwiftSetting] {
    [
      .strictMemorySafety(), .treatAllWarnings(as: .error), .enableUpcomingFeature("ExistentialAny"),
      .enableUpcomingFeature("MemberImportVisibility"), .enableUpcomingFeature("InternalImportsByDefault"),
    ]
  }

  /// A library of Swift; files that are embedded are byte arrays of its `PackageResources`.
  static func module(
    _ name: String, uses: [Dependency] = [], excluding: [String] = [], embedding: [String] = []
  ) -> Target {
    .target(
      name: name, dependencies: uses, exclude: excluding, resources: embedding.map { .embedInCode($0) },
      swiftSettings: settings)
  }

  static func program(_ name: String, uses: [Dependency]) -> Target {
    .executableTarget(name: name, dependencies: uses + [argumentParser], swiftSettings: settings)
  }

  /// The tests of a module, which see what it sees.
  static func tests(_ module: String, uses: [Dependency] = [], excluding: [String] = []) -> Target {
    .testTarget(
      name: module + "Tests", dependencies: [.byName(name: module), "TestSupport"] + uses, exclude: excluding,
      swiftSettings: settings)
  }
}
