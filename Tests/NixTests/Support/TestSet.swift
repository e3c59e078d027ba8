import FoundationEssentials
import Logging
import Processes
import SystemPackage

@testable import Nix

/// A package set in a fresh folder, and a client with a fresh state folder; both are removed at the end.
///
/// Builders are `/bin/sh` with its own commands only, so that nothing of the machine is needed. Every set has its own salt, so
/// that nothing is built already.
final class TestSet: Sendable {
    let folder: FilePath
    let client: NixClient
    let salt: String
    static let logger = Logger(label: "test")
    static let system = {
        #if arch(arm64)
            "aarch64-linux"
        #else
            "x86_64-linux"
        #endif
    }()

    var set: FilePath { folder.appending("set") }
    var state: FilePath { folder.appending("state") }

    /// - Parameters:
    ///   - text: `default.nix`; nil takes ``function(_:)`` of `attributes`.
    ///   - attributes: attributes for the set; `make NAME SCRIPT` makes a derivation.
    init(
        _ attributes: String = "", text: String? = nil, configure: (inout NixConfiguration) -> Void = { _ in }
    ) throws {
        salt = "s\(UInt32.random(in: 0...UInt32.max))"
        // Nix wants the real path, and the temporary folder may be a link.
        let base = URL(fileURLWithPath: NSTemporaryDirectoryPath.value).resolvingSymlinksInPath().path
        folder = FilePath(base).appending("nixtests-\(salt)")
        var environment = TestTools.environment
        environment["NIX_CONFIG"] = TestTools.settings
        var configuration = NixConfiguration(
            stateFolder: folder.appending("state"), environment: environment, toolFolder: TestTools.folder)
        configure(&configuration)
        client = try NixClient(configuration)
        try write("set/default.nix", text ?? Self.function(attributes, salt: salt))
    }

    deinit {
        // What stays lies in the temporary folder.
        try? FileManager.default.removeItem(atPath: folder.string)
    }

    /// A set as a function, as nixpkgs is one.
    static func function(_ attributes: String, salt: String) -> String {
        """
        { system, ... }:
        let
          make = name: script: makeWith name script { };
          makeWith = name: script: more: derivation ({
            inherit name system; salt = "\(salt)"; builder = "/bin/sh"; args = [ "-c" script ];
          } // more);
          good = make "good-1.0" "echo good > $out";
        in rec { inherit good; \(attributes) }
        """
    }

    func write(_ name: String, _ text: String) throws {
        let path = folder.appending(name).string
        let parent = folder.appending(name).removingLastComponent().string
        try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }

    func request(_ names: [String], options: EvaluationOptions = .init()) -> EvaluationRequest {
        EvaluationRequest(importPath: set, root: set, options: options, system: Self.system, names: names)
    }

    func evaluate(
        _ names: [String], options: EvaluationOptions = .init()
    ) async throws -> [String: AttributeOutcome] {
        try await client.evaluate(request(names, options: options), logger: Self.logger)
    }

    /// The outcome of one name that must be found.
    func package(_ name: String, options: EvaluationOptions = .init()) async throws -> EvaluatedPackage {
        guard let outcome = try await evaluate([name], options: options)[name] else { throw Unexpected("no outcome") }
        guard case .found(let package) = outcome else { throw Unexpected("\(outcome)") }
        return package
    }
}

/// Something was not as the test needs it.
struct Unexpected: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// `TMPDIR`, or the usual place.
private enum NSTemporaryDirectoryPath {
    static var value: String { TestTools.environment["TMPDIR"] ?? "/tmp" }
}

extension AttributeOutcome {
    var package: EvaluatedPackage? {
        if case .found(let package) = self { package } else { nil }
    }

    var failure: EvaluationFailure? {
        if case .failed(let failure) = self { failure } else { nil }
    }
}

extension NixClient {
    /// Runs `nix-store` for what tests need and the client does not offer.
    func store(_ arguments: [String]) async throws -> ProcessResult {
        try await runner.run(
            ProcessRun(
                program: .name("nix-store"), arguments: arguments,
                environment: NixEnvironment(configuration).forStore(),
                limits: .init(total: .seconds(120))))
    }

    func isValid(_ path: StorePath) async throws -> Bool {
        try await store(["--check-validity", path.path]).isSuccess
    }
}
