// swift-tools-version: 6.2
import PackageDescription

/// How a program of somebody else uses MedSeal's libraries: as a package that it depends on.
let package = Package(
    name: "Researcher",
    dependencies: [.package(name: "MedSeal", path: "../..")],
    targets: [
        .executableTarget(
            name: "researcher",
            dependencies: [
                .product(name: "AttributeEncryption", package: "MedSeal"),
                .product(name: "Pairing", package: "MedSeal"),
            ])
    ])
