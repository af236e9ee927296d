// swift-tools-version: 6.3
import PackageDescription

let strict: [SwiftSetting] = [
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
  name: "pointsman",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Pointsman", targets: ["Pointsman"]),
    .library(name: "PointsmanEncoder", targets: ["PointsmanEncoder"]),
    .library(name: "PointsmanTraining", targets: ["PointsmanTraining"]),
    .library(name: "PointsmanABI", type: .dynamic, targets: ["PointsmanABI"]),
    .executable(name: "pointsman", targets: ["PointsmanCommand"]),
    .executable(name: "pointsman-benchmark", targets: ["PointsmanBenchmark"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    .target(name: "Pointsman", swiftSettings: strict),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(name: "Outcomes", dependencies: ["CZlib", "Pointsman"], swiftSettings: strict),
    .systemLibrary(name: "CPointsman"),
    .target(
      name: "PointsmanABI", dependencies: ["CPointsman", "Pointsman"], exclude: ["exports.map", "install"],
      swiftSettings: strict),
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),
    .target(name: "LinearAlgebra", dependencies: ["COpenBLAS"], swiftSettings: strict),
    .target(name: "Regression", dependencies: ["LinearAlgebra"], swiftSettings: strict),
    .target(name: "PointsmanEncoder", dependencies: ["LinearAlgebra", "Pointsman"], swiftSettings: strict),
    .target(
      name: "PointsmanTraining",
      dependencies: ["LinearAlgebra", "Outcomes", "Pointsman", "PointsmanEncoder", "Regression"],
      swiftSettings: strict),
    .target(
      name: "PointsmanEvaluation",
      dependencies: ["LinearAlgebra", "Outcomes", "Pointsman", "PointsmanTraining", "Regression"],
      swiftSettings: strict),
    .target(name: "PointsmanExport", dependencies: ["Pointsman"], swiftSettings: strict),
    .executableTarget(
      name: "PointsmanCommand",
      dependencies: [
        "LinearAlgebra", "Outcomes", "Pointsman", "PointsmanEncoder", "PointsmanEvaluation", "PointsmanExport",
        "PointsmanTraining",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "PointsmanBenchmark",
      dependencies: [
        "LinearAlgebra", "Outcomes", "Pointsman", "PointsmanEncoder", "PointsmanEvaluation", "PointsmanTraining",
        "Regression",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "PointsmanTests", dependencies: ["Pointsman"], exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
      name: "OutcomesTests", dependencies: ["Outcomes", "Pointsman"], exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
      name: "RegressionTests", dependencies: ["LinearAlgebra", "Regression"], exclude: ["Golden"], swiftSettings: strict
    ),
    .testTarget(
      name: "PointsmanEncoderTests", dependencies: ["LinearAlgebra", "Pointsman", "PointsmanEncoder"],
      exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
      name: "PointsmanTrainingTests",
      dependencies: [
        "LinearAlgebra", "Outcomes", "Pointsman", "PointsmanEncoder", "PointsmanEvaluation", "PointsmanTraining",
        "Regression",
      ],
      exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
      name: "PointsmanEvaluationTests",
      dependencies: ["LinearAlgebra", "Outcomes", "Pointsman", "PointsmanEvaluation", "PointsmanTraining"],
      exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
      name: "PointsmanExportTests", dependencies: ["Pointsman", "PointsmanExport"], swiftSettings: strict),
    .testTarget(
      name: "PointsmanCommandTests",
      dependencies: [
        "Outcomes", "Pointsman", "PointsmanCommand",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      exclude: ["Golden"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
