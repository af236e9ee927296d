// swift-tools-version: 6.3
import PackageDescription

let settings: [SwiftSetting] = [.treatAllWarnings(as: .error)]

// Two programs of another package. `Consumer` embeds a router and takes the slim product alone; `Trainer` trains, judges and
// routes by `PointsmanKit`.
let package = Package(
  name: "Consumer",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "pointsman", path: "../../..")],
  targets: [
    .executableTarget(
      name: "Consumer", dependencies: [.product(name: "Pointsman", package: "pointsman")], swiftSettings: settings),
    .executableTarget(
      name: "Trainer", dependencies: [.product(name: "PointsmanKit", package: "pointsman")], swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
