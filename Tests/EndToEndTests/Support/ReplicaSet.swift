import Conformance
import SystemPackage

/// A package set for many rounds of pulls: the packages of each round are its own, so that each has all its work before it.
enum ReplicaSet {
    /// Images of a round.
    static let images = 20

    /// - Parameter salt: part of every derivation, so that no test meets what another built.
    static func write(to folder: FilePath, salt: String) throws {
        try folder.appending("default.nix").write(expression(salt: salt))
    }

    /// An image of a round: two packages, of which each is in another image too. The first one has a layer that is uploaded in
    /// parts.
    static func image(_ number: Int, round: Int) -> String {
        let packages = "r\(round)p\(number)/r\(round)p\((number * 7 + 3) % images)"
        return number == 0 ? "r\(round)big/\(packages)" : packages
    }

    /// In each round the programs `p0` … `p19`, of which each has two of six libraries, and `big`, which nothing makes smaller.
    private static func expression(salt: String) -> String {
        """
        { system ? builtins.currentSystem, ... }:
        let
          package = name: script: derivation {
            inherit name system;
            builder = "/bin/sh";
            args = [ "-ec" "PATH=/usr/bin:/bin; mkdir -p $out/bin; ${script}" ];
            salt = "\(salt)";
          };
          numbers = builtins.genList (i: i);
          named = list: builtins.listToAttrs (builtins.concatLists list);
          round = r:
            let
              name = kind: i: "r${toString r}${kind}${toString i}";
              library = i: package "${name "lib" i}-1"
                "seq ${toString (r * 100000 + i * 1000)} ${toString (r * 100000 + i * 1000 + 9000)} > $out/lib";
              program = i: package "${name "p" i}-1"
                "echo ${library (i - i / 6 * 6)} ${library (i / 4)} > $out/bin/${name "p" i}";
            in
              map (i: { name = name "p" i; value = program i; }) (numbers 20)
              ++ [ { name = name "big" ""; value = package "${name "big" ""}-1" "head -c 7000000 /dev/urandom > $out/noise"; } ];
        in named (map round (numbers 200))
        """
    }
}
