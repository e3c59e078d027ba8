# Builds one package of default.nix: sh build.sh STEP. Run by the static busybox of $tools, which has all commands.
# shellcheck shell=dash disable=SC2154 # the environment holds the attributes of the derivation
set -eu
umask 022
commands=$NIX_BUILD_TOP/commands
"$tools/busybox" mkdir -p "$commands"
for applet in chmod cp head ln mkdir sleep; do
    "$tools/busybox" ln -s "$tools/busybox" "$commands/$applet"
done
export PATH="$commands"

patchelf() {
    "$tools/ld.so" --library-path "$tools" "$tools/patchelf" "$@"
}

# Whether a regular file is a program or library with the given file as content.
is_elf() {
    [ -f "$1" ] && [ ! -L "$1" ] && case $(head -c 4 "$1") in *ELF) true ;; *) false ;; esac
}

copy() {
    cp -R "$src" "$out"
    chmod -R u+w "$out"
}

# Copies and makes every ELF file look for its libraries in the store and nowhere else.
elf() {
    copy
    rpath=
    [ ! -d "$out/lib" ] || rpath=$out/lib
    for library in $libraries; do
        rpath=$rpath${rpath:+:}$library/lib
    done
    for file in "$out"/bin/* "$out"/lib/* "$out"/libexec/*/*; do
        is_elf "$file" || continue
        case $file in "$out"/lib/*) ;; *) patchelf --set-interpreter "$interpreter" "$file" ;; esac
        patchelf --set-rpath "$rpath" "$file"
    done
    [ ! -e "$out/bin/bash" ] || ln -s bash "$out/bin/sh"
}

# Links every entry of every folder of $paths; the first path wins.
join() {
    for entry in $(for path in $paths; do echo "$path"/*/*; done); do
        folder=${entry%/*}
        folder=$out/${folder##*/}
        mkdir -p "$folder"
        [ -e "$folder/${entry##*/}" ] || ln -s "$entry" "$folder/"
    done
}

script() {
    mkdir -p "$out/bin"
    printf '%s' "$text" >"$out/bin/$command"
    chmod +x "$out/bin/$command"
    [ -z "${doc:-}" ] || { mkdir -p "$doc/share/doc/$command" && printf '%s\n' "$about" >"$doc/share/doc/$command/README"; }
}

fail() {
    echo "this line is in the build log" >&2
    echo "error: demo.fails cannot be built" >&2
    return 1
}

hang() {
    echo "waiting for a time-out" >&2
    sleep 3600
}

"$1"
