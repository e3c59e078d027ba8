import Conformance
import SystemPackage

/// A tiny package set whose builders are /bin/sh: each attribute is good for one question about the engine.
enum BenchSet {
    /// - Parameter salt: part of every derivation, so that no test meets what another one built.
    static func write(to folder: FilePath, salt: String) throws {
        try folder.appending("default.nix").write(expression(salt: salt))
    }

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
          program = name: more: package "${name}-1" "echo ${name} > $out/bin/${name}; ${more}";
          library = i: package "lib${toString i}-1" "seq ${toString (i * 100)} ${toString (i * 900 + 50)} > $out/lib";
          libraries = builtins.genList library 4;
          numbered = i: program "n${toString i}"
            "echo ${builtins.elemAt libraries (i - i / 4 * 4)} ${builtins.elemAt libraries (i / 3)} > $out/libs";
        in rec {
          a = program "a" "echo ${builtins.elemAt libraries 0} > $out/lib-a";
          b = program "b" "mkdir $out/share; echo b > $out/share/b";
          c = program "c" "";
          Upper = c;
          # The same outputs under other names, one with settings.
          again = a;
          configured = a // { nixery = { env.WORD = "configured"; user = "7"; }; };
          # Settings: what they mention comes along.
          helper = program "helper" "";
          tool = program "tool" "" // {
            passthru.nixery = {
              cmd = [ "tool" ]; env = { WORD = "tool"; HELPER = "${helper}/bin/helper"; }; labels.from = "tool";
            };
          };
          extra = program "extra" "" // {
            nixery = { cmd = [ "extra" ]; env = { WORD = "extra"; ONLY = "extra"; }; labels.more = "extra"; user = "9"; };
          };
          # A link into a store path that is not there, as tools leave it that cut references.
          dangling = program "dangling"
            "ln -s /nix/store/eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee-gone/share $out/share";
          elsewhere = program "elsewhere"
            "ln -s /nix/store/00000000000000000000000000000000-gone/share $out/share";
          throws = throw "this one throws in /secret/place/default.nix";
          asserts = assert 1 == 2; a;
          aborts = abort "no further";
          refused = builtins.readFile "/etc/passwd";
          notPackage = "text";
          fails = package "fails-1" "echo the reason is here >&2; exit 3";
          alsoFails = program "alsoFails" "cat ${fails}";
          whiteout = program "whiteout" "echo > $out/bin/.wh.bash";
        } // builtins.listToAttrs (builtins.genList (i: { name = "n${toString i}"; value = numbered i; }) 12)
        """
    }
}
