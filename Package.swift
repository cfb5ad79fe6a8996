// swift-tools-version: 6.2
import PackageDescription

/// Warnings are errors in every Swift target, and every use of unsafe memory must be marked `unsafe`.
let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// C is compiled with every warning an error, too; the kernels never rely on floating point or on the locale.
let strictC: [CSetting] = [
    .treatAllWarnings(as: .error),
    .enableWarning("all"),
    .enableWarning("extra"),
]

func library(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], path: String? = nil, exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: ["TestSupport"] + dependencies, path: path, exclude: exclude, swiftSettings: strict)
}

let package = Package(
    name: "MedSeal",
    products: [
        .executable(name: "medseal", targets: ["medseal"]),
        .executable(name: "medseal-bench", targets: ["medseal-bench"]),
        .library(name: "Pairing", targets: ["Pairing"]),
        .library(name: "AttributeEncryption", targets: ["AttributeEncryption", "AccessPolicy", "Cryptography"]),
        .library(name: "SealedRecord", targets: ["SealedRecord", "Identity"]),
    ],
    traits: [
        .trait(name: "PBC", description: "The research schemes over libpbc, which Debian 12 has no package of.")
    ],
    dependencies: [],
    targets: [
        // System libraries, from Debian packages.
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CMicroHTTPD", pkgConfig: "libmicrohttpd", providers: [.apt(["libmicrohttpd-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CUTF8Proc", providers: [.apt(["libutf8proc-dev"])]),
        .systemLibrary(name: "CGMP", providers: [.apt(["libgmp-dev"])]),
        .systemLibrary(name: "CPBC", path: "Sources/Research/CPBC"),

        // Kernels.
        .target(name: "CFieldArithmetic", cSettings: strictC),
        .target(name: "CHashLanes", cSettings: strictC),

        // The engine: no I/O, no global state.
        library("Framing", []),
        library("JSON", ["Framing"]),
        library("Cryptography", ["CHashLanes", "COpenSSL", "Framing"]),
        library("Pairing", ["CFieldArithmetic", "Cryptography"]),
        library("AccessPolicy", ["Framing", "Pairing", "CUTF8Proc"]),
        library("AttributeEncryption", ["AccessPolicy", "Framing", "Pairing", "Cryptography"]),
        library("Identity", ["Framing", "Cryptography"]),
        library("SealedRecord", ["AccessPolicy", "AttributeEncryption", "Framing", "Identity", "Cryptography"]),
        library("SearchIndex", ["CUTF8Proc", "Framing", "Cryptography"]),
        library("AttributeKeyRing", ["AccessPolicy", "AttributeEncryption", "Framing", "Identity", "Cryptography"]),

        // The operating system's clock, storage and transport.
        library("Clocks", []),
        library("SQLiteDatabase", ["CSQLite"]),
        library("HTTPTransport", ["CCurl", "Clocks", "CMicroHTTPD", "Framing", "JSON", "Cryptography"]),

        // Domain.
        library("HealthRecord", ["Framing", "JSON"]),
        library("KeyAuthority", ["AccessPolicy", "AttributeEncryption", "Framing", "Identity", "SQLiteDatabase", "Cryptography"]),
        library("RecordStore", ["Identity", "SealedRecord", "SearchIndex", "Cryptography"]),
        library("SQLiteRecords", ["Identity", "RecordStore", "SealedRecord", "SearchIndex", "SQLiteDatabase"]),

        // Services: routes over the domain modules.
        library("AuthorityService", ["Clocks", "Framing", "HTTPTransport", "Identity", "JSON", "KeyAuthority"]),
        library(
            "StoreService",
            [
                "Clocks", "Framing", "HTTPTransport", "Identity", "JSON", "RecordStore", "SealedRecord", "SearchIndex",
                "Cryptography",
            ]),

        // The user's own machine.
        library("LocalFiles", ["Cryptography"]),
        library("ServerClients", ["Cryptography", "Framing", "HTTPTransport", "Identity", "JSON", "LocalFiles", "SealedRecord"]),
        library(
            "Workstation",
            [
                "AccessPolicy", "AttributeEncryption", "AttributeKeyRing", "Clocks", "Cryptography", "Framing", "HealthRecord", "HTTPTransport",
                "Identity", "JSON", "LocalFiles", "SealedRecord", "SearchIndex", "ServerClients",
            ]),

        // Faces.
        library("PortalPages", ["AccessPolicy", "Framing", "HealthRecord"]),
        library(
            "Portal",
            [
                "AccessPolicy", "Clocks", "Framing", "HealthRecord", "HTTPTransport", "Identity", "JSON", "KeyAuthority",
                "LocalFiles", "PortalPages", "SealedRecord", "ServerClients", "Cryptography", "Workstation",
            ]),
        .executableTarget(
            name: "medseal",
            dependencies: [
                "AccessPolicy", "AttributeKeyRing", "AuthorityService", "Clocks", "Framing", "HealthRecord", "HTTPTransport",
                "Identity",
                "JSON", "KeyAuthority", "Portal", "RecordStore", "LocalFiles", "SQLiteDatabase", "SQLiteRecords", "SealedRecord", "ServerClients",
                "StoreService",
                "Cryptography", "Workstation",
            ],
            path: "cli",
            swiftSettings: strict),

        // The research wing: schemes for comparison. No room of the product imports it.
        .target(
            name: "ResearchSchemes", dependencies: ["AccessPolicy", "Cryptography", "Framing", "Pairing"],
            path: "Sources/Research/ResearchSchemes", swiftSettings: strict),
        .target(
            name: "PBCBackend",
            dependencies: [
                .target(name: "CPBC", condition: .when(traits: ["PBC"])), "Framing", "Pairing", "ResearchSchemes", "Cryptography",
            ],
            path: "Sources/Research/PBCBackend",
            swiftSettings: strict,
            // libpbc is installed from its source, by default to where the linker does not look. No product of the package
            // has this target, so nobody's dependency has unsafe flags.
            linkerSettings: [.unsafeFlags(["-L/usr/local/lib"], .when(traits: ["PBC"]))]),

        .target(name: "Benchmarking", dependencies: ["Clocks", "JSON"], path: "Benchmarks/Benchmarking", swiftSettings: strict),
        .executableTarget(
            name: "medseal-bench",
            dependencies: [
                "AccessPolicy", "AttributeEncryption", "Benchmarking", "CFieldArithmetic", "Clocks", "COpenSSL", "HospitalFixture", "HTTPTransport",
                "Identity", "Pairing", "RecordStore", "ResearchSchemes", "SQLiteRecords", "SealedRecord", "StoreService", "Cryptography",
            ],
            path: "Benchmarks/medseal-bench",
            swiftSettings: strict),

        // Tests.
        .target(name: "TestSupport", dependencies: ["Framing"], path: "Tests/TestSupport", swiftSettings: strict),
        .target(
            name: "HospitalFixture", dependencies: ["AccessPolicy", "AttributeEncryption", "Identity", "SealedRecord", "Cryptography"],
            path: "Tests/HospitalFixture", swiftSettings: strict),
        .target(name: "WebDriver", dependencies: ["HTTPTransport", "JSON"], path: "Tests/WebDriver", swiftSettings: strict),
        .target(
            name: "LyingStore", dependencies: ["Cryptography", "Framing", "HTTPTransport", "SealedRecord"], path: "Tests/LyingStore",
            swiftSettings: strict),
        tests("FramingTests", ["Framing"]),
        tests("JSONTests", ["JSON"]),
        tests("LocalFilesTests", ["Cryptography", "LocalFiles"]),
        tests("CryptographyTests", ["Framing", "Cryptography"]),
        tests("PairingTests", ["CFieldArithmetic", "CGMP", "Pairing", "Cryptography"]),
        tests("AccessPolicyTests", ["AccessPolicy", "Framing", "Pairing"]),
        tests("AttributeEncryptionTests", ["AccessPolicy", "AttributeEncryption", "Framing", "Pairing", "Cryptography"]),
        tests(
            "ResearchSchemesTests", ["AccessPolicy", "AttributeEncryption", "Framing", "Pairing", "ResearchSchemes", "Cryptography"],
            path: "Tests/Research/ResearchSchemesTests"),
        tests(
            "PBCBackendTests", ["AccessPolicy", "PBCBackend", "Pairing", "ResearchSchemes", "Cryptography"], path: "Tests/Research/PBCBackendTests"),
        tests("HealthRecordTests", ["HealthRecord", "JSON"]),
        tests("IdentityTests", ["Framing", "Identity", "Cryptography"]),
        tests(
            "SealedRecordTests",
            ["HospitalFixture", "AccessPolicy", "AttributeEncryption", "Framing", "Identity", "Pairing", "SealedRecord", "Cryptography"]),
        tests("SearchIndexTests", ["Framing", "SearchIndex", "Cryptography"]),
        tests(
            "AttributeKeyRingTests",
            ["HospitalFixture", "AccessPolicy", "AttributeEncryption", "AttributeKeyRing", "Framing", "Identity", "Cryptography"]),
        tests("ClocksTests", ["Clocks"]),
        tests("SQLiteDatabaseTests", ["SQLiteDatabase"]),
        tests("HTTPTransportTests", ["Clocks", "Framing", "HTTPTransport", "Cryptography"]),
        tests(
            "KeyAuthorityTests",
            ["AccessPolicy", "AttributeEncryption", "AttributeKeyRing", "Framing", "Identity", "KeyAuthority", "SQLiteDatabase", "Cryptography"]),
        tests(
            "RecordStoreTests",
            [
                "HospitalFixture", "AccessPolicy", "AttributeEncryption", "Identity", "RecordStore", "SealedRecord", "SearchIndex", "SQLiteDatabase",
                "SQLiteRecords",
                "Cryptography",
            ]),
        tests(
            "ServiceTests",
            [
                "HospitalFixture", "AttributeKeyRing", "AuthorityService", "Framing", "HTTPTransport",
                "Identity", "KeyAuthority", "RecordStore", "SQLiteRecords", "SealedRecord", "SearchIndex", "StoreService", "Cryptography",
            ]),
        tests(
            "WorkstationTests",
            [
                "HospitalFixture", "LyingStore", "AccessPolicy", "AttributeEncryption", "AttributeKeyRing", "Clocks", "Framing", "HealthRecord",
                "HTTPTransport", "Identity", "LocalFiles",
                "RecordStore", "SQLiteRecords", "SealedRecord", "SearchIndex", "ServerClients", "StoreService", "Cryptography", "Workstation",
            ]),
        tests(
            "PortalTests",
            [
                "Clocks", "LyingStore", "HealthRecord", "HTTPTransport", "Identity", "LocalFiles", "Portal", "RecordStore", "ServerClients",
                "SQLiteRecords", "StoreService",
                "WebDriver", "Workstation",
            ]),
        tests(
            "AttackTests",
            [
                "HospitalFixture", "LyingStore", "AccessPolicy", "AttributeEncryption", "AttributeKeyRing", "Clocks", "Framing", "HealthRecord",
                "HTTPTransport", "Identity", "LocalFiles", "Portal", "RecordStore", "SQLiteRecords", "SealedRecord", "SearchIndex", "ServerClients",
                "StoreService", "Cryptography", "Workstation",
            ]),
        tests("PortalPagesTests", ["AccessPolicy", "HealthRecord", "PortalPages"]),
        tests("WebDriverTests", ["HTTPTransport", "WebDriver"]),
        tests("BenchmarkTests", ["Benchmarking", "Clocks", "JSON"]),
        tests("CommandLineTests", [], exclude: ["Transcripts", "pseudo_terminal.py", "search_memory.py"]),
    ]
)

// The fuzz targets need libFuzzer's runtime and instrumentation: only Tests/Fuzz/run builds them.
if Context.environment["MEDSEAL_FUZZ"] != nil {
    package.targets += [
        .target(name: "CLibFuzzer", path: "Tests/Fuzz/CLibFuzzer"),
        .executableTarget(
            name: "medseal-fuzz",
            dependencies: [
                "CLibFuzzer", "AccessPolicy", "AttributeEncryption", "AttributeKeyRing", "Framing", "HealthRecord", "HTTPTransport", "Identity",
                "JSON", "KeyAuthority", "Pairing", "RecordStore", "SQLiteRecords", "SealedRecord", "SearchIndex", "Cryptography",
            ],
            path: "Tests/Fuzz/medseal-fuzz",
            swiftSettings: strict),
    ]
}
