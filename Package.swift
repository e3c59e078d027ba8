// swift-tools-version: 6.2
import PackageDescription

// The floors of docs/decisions/0001: a target depends only on targets above it in this file.

let settings: [SwiftSetting] =
    ["ExistentialAny", "InternalImportsByDefault", "MemberImportVisibility"].map { .enableUpcomingFeature($0) }
    + [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)]

func module(_ name: String, path: String? = nil, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: path ?? "Sources/\(name)", swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, path: "Tests/\(name)", exclude: exclude, swiftSettings: settings)
}

func system(_ name: String, pkgConfig: String? = nil, apt: String? = nil) -> Target {
    .systemLibrary(
        name: name, path: "Sources/SystemLibraries/\(name)", pkgConfig: pkgConfig,
        providers: apt.map { [.apt([$0])] })
}

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let systemPackage: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let metrics: Target.Dependency = .product(name: "Metrics", package: "swift-metrics")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let httpClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let configuration: Target.Dependency = .product(name: "Configuration", package: "swift-configuration")

let package = Package(
    name: "nixery",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "nixery", targets: ["nixery"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.0.2", traits: []),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.0.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.3"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.7.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.86.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.29.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.5.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.20.0", traits: []),
        .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.30.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.8.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0", traits: []),
    ],
    targets: [
        system("CArchive", pkgConfig: "libarchive", apt: "libarchive-dev"),
        system("CGit2", pkgConfig: "libgit2", apt: "libgit2-dev"),
        system("CLibdeflate", pkgConfig: "libdeflate", apt: "libdeflate-dev"),
        system("CFileSystemSync"),
        system("CMemoryFile"),
        system("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev"),
        system("CZstd", pkgConfig: "libzstd", apt: "libzstd-dev"),

        // Floor 0: values and pure functions.
        module("OCI", [crypto]),
        module("Layering"),
        // Floor 1: one outside thing each; Processes is below the others.
        module("Processes", ["CMemoryFile", subprocess, systemPackage]),
        module("Nix", ["Processes", systemPackage, logging]),
        module("Archive", ["OCI", "CArchive", "CLibdeflate", "CZlib", "CZstd", crypto, systemPackage]),
        module(
            "Storage",
            [
                "OCI", systemPackage, crypto, cryptoExtras, httpClient,
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"), .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ]),
        // Floor 2: the registry.
        module(
            "Host",
            [
                "OCI", "Layering", "Processes", "Nix", "Archive", "Storage", "CFileSystemSync", configuration, crypto,
                hummingbird, lifecycle, logging, metrics, systemPackage, httpClient,
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"), .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Yams", package: "Yams"),
            ]),
        // Floor 3: package sources.
        module("SourcesPath", path: "Sources/Sources-Path", ["Host", "Nix", crypto, systemPackage]),
        module(
            "SourcesGit", path: "Sources/Sources-Git",
            ["Host", "Archive", "Nix", "Processes", "Storage", "CGit2", logging, systemPackage]),
        module(
            "SourcesChannel", path: "Sources/Sources-Channel",
            ["Host", "Archive", "Nix", crypto, logging, systemPackage]),
        // Floor 4: command line and composition.
        .executableTarget(
            name: "nixery",
            dependencies: [
                "Host", "Layering", "Archive", "Storage", "Nix", "OCI", "Processes", "SourcesPath", "SourcesGit",
                "SourcesChannel", configuration, hummingbird,
                lifecycle, logging, metrics, signals, systemPackage,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            path: "Sources/nixery", swiftSettings: settings),

        .target(
            name: "Conformance",
            dependencies: [
                "OCI", "Layering", "Nix", "Archive", "Storage", "Host", "CZlib", "CZstd", systemPackage, crypto,
                cryptoExtras, subprocess,
            ],
            path: "Tests/Conformance",
            exclude: ["Servers/balance.py", "Servers/git-https.py", "Servers/s3.py", "Servers/swift-s3.py"],
            swiftSettings: settings),
        tests("OCITests", ["OCI"]),
        tests("LayeringTests", ["Layering", "Conformance"], exclude: ["Fixtures"]),
        tests("ProcessesTests", ["Processes", "Conformance", systemPackage]),
        tests("NixTests", ["Nix", "Processes", "Conformance", systemPackage, logging]),
        tests("ArchiveTests", ["Archive", "OCI", "Conformance", systemPackage, subprocess]),
        tests("StorageTests", ["Storage", "OCI", "Conformance", crypto, cryptoExtras, systemPackage]),
        tests(
            "HostTests",
            [
                "Host", "OCI", "Archive", "Storage", "Layering", "Nix", "Processes", "Conformance", systemPackage,
                lifecycle, logging, metrics, subprocess, hummingbird,
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        tests("SourcesPathTests", ["SourcesPath", "Host", "Conformance", systemPackage]),
        tests(
            "SourcesGitTests",
            [
                "SourcesGit", "Host", "Archive", "Nix", "OCI", "Processes", "Storage", "Conformance", "nixery", "CGit2",
                logging, subprocess, systemPackage,
            ]),
        tests(
            "SourcesChannelTests",
            [
                "SourcesChannel", "Host", "Archive", "Layering", "Nix", "OCI", "Storage", "Conformance", hummingbird,
                crypto, logging, systemPackage,
            ]),
        tests(
            "EndToEndTests",
            [
                "Conformance", "OCI", "nixery", subprocess, systemPackage,
                httpClient,
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
            ]),
    ]
)
