# The programs of this machine as a Nix package set: small, offline, with closures that have depth.
# prepare.sh copies them into ./files and writes ./files/index.json; Nix sees nothing outside this folder.
{ system ? builtins.currentSystem, ... }:

let
  index =
    if builtins.pathExists ./files/index.json
    then builtins.fromJSON (builtins.readFile ./files/index.json)
    else throw "the example packages are not prepared: run examples/packages/prepare.sh";

  # One store path. `step` names a function of build.sh; the rest becomes its environment.
  build = name: step: env:
    if system == index.system
    then derivation ({
      inherit name system;
      # Busybox chooses its applet by file name: the folder goes to the store, never the file alone.
      builder = "${./files/tools}/busybox";
      args = [ "sh" ./build.sh step ];
      tools = ./files/tools;
    } // env)
    else throw "${name} is not available for ${system}: the example packages are those of an ${index.system} machine";

  # A folder of ./files with the libraries that its programs need, found by interpreter and RPATH.
  elf = kind: name: { version, needs, ... }: build "${name}-${version}" "elf" {
    src = ./files + "/${kind}/${name}";
    libraries = map (needed: libraries.${needed}) needs;
    interpreter = "${glibc}/lib/${index.interpreter}";
  };
  libraries = builtins.mapAttrs (elf "libraries") (removeAttrs index.libraries [ "glibc" ]) // { inherit glibc; };
  programs = builtins.mapAttrs (elf "programs") index.programs;
  withSoname = soname: libraries.${index.sonames.${soname}};

  copy = name: version: build "${name}-${version}" "copy" { src = ./files + "/data/${name}"; };
  glibc = build "glibc-${index.libraries.glibc.version}" "copy" { src = ./files/libraries/glibc; };
  terminfo = copy "terminfo" index.data.terminfo;

  # Links to everything in `paths`.
  join = name: paths: build name "join" { inherit paths; };
  script = name: command: text: build name "script" { inherit command; text = "#!${programs.bash}/bin/bash\n${text}"; };

  greet = build "greet-1.0" "script" {
    outputs = [ "out" "doc" ];
    command = "greet";
    text = ''
      #!${programs.bash}/bin/bash
      printf '%s\n' "''${GREETING:-Good day}, ''${1:-''${USER:-stranger}}"
    '';
    about = "greet says GREETING to whom you name.";
  };
in
{
  inherit (programs) bash coreutils hello curl jq moreutils;
  inherit glibc libraries terminfo;
  bashInteractive = join "bash-interactive-${index.programs.bash.version}" [ programs.bash terminfo ];
  nano = join "nano-${index.programs.nano.version}" [ programs.nano terminfo ];
  git = script "git-${index.programs.git-core.version}" "git" ''
    export GIT_EXEC_PATH="''${GIT_EXEC_PATH:-${programs.git-core}/libexec/git-core}"
    export GIT_TEMPLATE_DIR="''${GIT_TEMPLATE_DIR-}"
    exec ${programs.git-core}/libexec/git-core/git "$@"
  '';
  zlib = withSoname "libz.so.1";
  openssl = withSoname "libssl.so.3";
  pcre2 = withSoname "libpcre2-8.so.0";
  libcurl = withSoname "libcurl.so.4";
  cacert = copy "cacert" index.data.cacert;
  iana-etc = copy "iana-etc" index.data.iana-etc;

  # A name in upper case, a nested one, one that starts with a digit, one with image settings of its own.
  webTools = join "web-tools-1.0" [ programs.curl programs.jq ];
  tools.greet = greet;
  _2048 = script "2048-1.0" "2048" "for ((n = 1; n <= 2048; n *= 2)); do echo $n; done\n";
  greeter = greet // {
    passthru.nixery = { entrypoint = [ "${greet}/bin/greet" ]; env.GREETING = "Welcome"; };
  };

  # What goes wrong, for trying it out.
  demo = {
    throws = throw "demo.throws throws, as a package does that is marked broken";
    unfree = throw "demo.unfree has an unfree license ('unfree'), refusing to evaluate";
    aborts = abort "demo.aborts aborts";
    fails = build "fails-1.0" "fail" { };
    hangs = build "hangs-1.0" "hang" { };
  };
}
