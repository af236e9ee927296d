// swift-tools-version: 6.3
import PackageDescription

// Another package that embeds a router: it takes the `Pointsman` product and nothing else.
let package = Package(
  name: "Consumer",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "pointsman", path: "../../..")],
  targets: [
    .executableTarget(name: "Consumer", dependencies: [.product(name: "Pointsman", package: "pointsman")])
  ]
)
