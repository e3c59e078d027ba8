# The smallest package set that runs: a static busybox, which the demos put into ./tools, and a program that says what is in
# ./greeting.
{ system ? builtins.currentSystem, ... }:

let
  busybox = derivation {
    name = "busybox";
    inherit system;
    # The folder goes to the store, never the file alone: busybox goes by its own name.
    builder = "${./tools}/busybox";
    args = [ "sh" "-ec" "$builder mkdir -p $out/bin; $builder cp $builder $out/bin/; $builder ln -s busybox $out/bin/sh" ];
  };

  # A program in busybox's shell.
  script = name: text: derivation {
    inherit name system;
    text = "#!${busybox}/bin/sh\n${text}\n";
    builder = "${busybox}/bin/busybox";
    args = [ "sh" "-ec" "$builder mkdir -p $out/bin; printf %s \"$text\" >$out/bin/${name}; $builder chmod +x $out/bin/${name}" ];
  };
in
{
  inherit busybox;
  greeting = script "greeting" "echo '${builtins.replaceStrings [ "\n" ] [ "" ] (builtins.readFile ./greeting)}'";
}
