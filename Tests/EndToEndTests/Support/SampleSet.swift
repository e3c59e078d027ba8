import Conformance
import SystemPackage

/// A small package set that needs nothing but /bin/sh, with names of its own, so that no test meets what another built.
struct SampleSet: Sendable {
    /// The folder that a path source takes.
    let folder: FilePath

    /// - Parameter salt: part of every derivation; equal salts share store paths.
    init(in parent: FilePath, salt: String) throws {
        folder = parent.appending("set")
        try folder.appending("default.nix").write(SampleSet.expression(salt: salt))
    }

    /// Packages `p0` … `p29` share libraries `lib0` … `lib9`; `large0` … `large9` are
    /// megabytes that no other package has; the rest are each good for one test.
    private static func expression(salt: String) -> String {
        """
        { system ? builtins.currentSystem, ... }:
        let
          package = name: script: derivation {
            inherit name;
            targetSystem = system;
            system = builtins.currentSystem;
            builder = "/bin/sh";
            args = [ "-ec" "PATH=/usr/bin:/bin; mkdir -p $out/bin; ${script}" ];
            salt = "\(salt)";
          };
          program = name: text: "echo '#!/bin/sh' > $out/bin/${name}; echo 'echo ${text}' >> $out/bin/${name}; chmod +x $out/bin/${name}";
          numbers = n: builtins.genList (i: i) n;
          each = prefix: n: make: builtins.listToAttrs
            (map (i: { name = "${prefix}${toString i}"; value = make i; }) (numbers n));
          libraries = each "lib" 10 (i: package "lib${toString i}-1.${toString i}"
            "mkdir -p $out/lib; seq ${toString (i * 1000)} ${toString (i * 1000 + 20000 * (i + 1))} > $out/lib/lib${toString i}.so");
          programs = each "p" 30 (i: package "p${toString i}-2.0"
            "${program "p${toString i}" "p${toString i}"}; echo ${libraries."lib${toString (i - i / 10 * 10)}"} ${libraries."lib${toString (i / 3)}"} > $out/links");
          larges = each "large" 10 (i: package "large${toString i}-1"
            "seq ${toString (i * 1000000 + 1)} ${toString (i * 1000000 + 600000)} > $out/seq");
        in libraries // programs // larges // {
          hello = package "hello-2.12" (program "hello" "Hello, world!");
          bashInteractive = package "bash-5" (program "bash" "bash");
          coreutils = package "coreutils-9" (program "env" "env");
          moreutils = package "moreutils-1" (program "ts" "ts");
          nano = package "nano-8" (program "nano" "nano");
          large = package "large-1" "head -c 12000000 /dev/zero > $out/zero; seq 1 800000 > $out/seq";
          huge = package "huge-1" "head -c 100000000 /dev/urandom > $out/noise";
          throws = throw "this one throws";
          unfree = throw "Package ‘unfree-1’ in /secret/place/default.nix:1 has an unfree license (‘unfree’), refusing to evaluate.";
          fails = package "fails-1" "echo the reason is here >&2; exit 3";
          hangs = package "hangs-1" "sleep 1000";
          foreign = derivation { name = "foreign-1"; system = "riscv64-none"; builder = "/bin/sh"; args = [ "-c" "echo > $out" ]; };
          nested.inner = package "inner-1" (program "inner" "inner");
        }
        """
    }
}
