// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that measuring never slows the registry's build. It compiles the measured modules from the
// same sources through links in Sources/, because their declarations are visible only within one package.

let settings: [SwiftSetting] =
    ["ExistentialAny", "InternalImportsByDefault", "MemberImportVisibility"].map { .enableUpcomingFeature($0) }
    + [.swiftLanguageMode(.v6)]

func system(_ name: String, pkgConfig: String, apt: String) -> Target {
    .systemLibrary(
        name: name, path: "Sources/SystemLibraries/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
}

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let systemPackage: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")

let package = Package(
    name: "nixery-benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto", from: "4.0.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.5.0"),
    ],
    targets: [
        system("CArchive", pkgConfig: "libarchive", apt: "libarchive-dev"),
        system("CLibdeflate", pkgConfig: "libdeflate", apt: "libdeflate-dev"),
        system("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev"),
        system("CZstd", pkgConfig: "libzstd", apt: "libzstd-dev"),
        .target(name: "OCI", dependencies: [crypto], swiftSettings: settings),
        .target(
            name: "Archive",
            dependencies: ["OCI", "CArchive", "CLibdeflate", "CZlib", "CZstd", crypto, systemPackage],
            swiftSettings: settings),
        // Only the store in a folder: buckets need an HTTP client.
        .target(
            name: "Storage", dependencies: [systemPackage], exclude: ["Cloud", "GCS", "S3"], swiftSettings: settings),
        .executableTarget(
            name: "pack-benchmark", dependencies: ["Archive", systemPackage], swiftSettings: settings),
        .executableTarget(
            name: "store-benchmark", dependencies: ["Storage", systemPackage], swiftSettings: settings),
    ]
)
