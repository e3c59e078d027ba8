import Conformance
import SystemPackage

/// A small package set for several machines: each build is counted, and one package can only be built on one of them.
struct FarSet: Sendable {
    let folder: FilePath
    /// Gets a line for each build on any machine.
    private let builds: FilePath

    /// - `near` needs `library` and is built anywhere;
    /// - `far` needs it too, the feature `far`, and a file that only the far machine has;
    /// - `fails` does.
    init(in parent: FilePath) throws {
        folder = parent.appending("set")
        builds = parent.appending("builds")
        try builds.write("")
        try folder.appending("default.nix").write(
            """
            { system ? builtins.currentSystem, ... }:
            let
              package = name: features: script: derivation {
                inherit name system;
                builder = "/bin/sh";
                args = [ "-ec" "PATH=/usr/bin:/bin; echo ${name} >>\(builds); mkdir -p $out; ${script}" ];
                requiredSystemFeatures = features;
                salt = "\(parent)";
              };
              library = package "library" [ ] "echo library >$out/library";
            in {
              near = package "near" [ ] "echo ${library} >$out/near";
              far = package "far" [ "far" ] "cat /nix/far-machine ${library}/library >$out/far; echo ${library} >>$out/far";
              fails = package "fails" [ ] "exit 1";
            }
            """)
    }

    /// The names of what was built so far, each time that it was.
    func built() throws -> [String] { try readText(builds).split(separator: "\n").map { String($0) }.sorted() }

    /// A machine that can build `far`.
    func farMachine(_ nix: FilePath) throws -> SecondMachine {
        let machine = try SecondMachine(nix: nix)
        try nix.appending("far-machine").write("far")
        return machine
    }
}
