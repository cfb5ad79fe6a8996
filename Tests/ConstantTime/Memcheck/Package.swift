// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that neither the build nor the tests of MedSeal need valgrind's header.
let package = Package(
    name: "Memcheck",
    dependencies: [.package(name: "MedSeal", path: "../../..")],
    targets: [
        .target(name: "CMemcheck"),
        .executableTarget(name: "secrets", dependencies: ["CMemcheck", .product(name: "Pairing", package: "MedSeal")]),
    ]
)
