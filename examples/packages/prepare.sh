#!/usr/bin/env bash
# Copies the programs of this machine's Debian packages, their libraries and what builds them into ./files, for
# default.nix. Same Debian packages in, same bytes out; does nothing when ./files is up to date.
#   prepare.sh            copy what changed
#   prepare.sh --needs    print the Debian packages that must be installed
set -euo pipefail
unset LD_LIBRARY_PATH LD_PRELOAD
export LC_ALL=C
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

programs=(bash coreutils hello curl git jq moreutils nano)
needs=("${programs[@]}" busybox-static patchelf ca-certificates netbase ncurses-base)
if [[ ${1:-} == --needs ]]; then
    echo "${needs[@]}"
    exit
fi

files=$here/files
# The packages and versions that ./files came from, and this script.
stamp() {
    dpkg-query -W -f '${binary:Package} ${Version} ${Status}\n' "$@" 2>/dev/null | grep ' installed$' || true
    sha256sum <"$here/prepare.sh"
}
if [[ -f $files/packages && -f $files/stamp ]]; then
    mapfile -t packages <"$files/packages"
    [[ $(stamp "${packages[@]}") != $(<"$files/stamp") ]] || exit 0
fi

for package in "${needs[@]}"; do
    [[ $(dpkg-query -W -f '${Status}' "$package" 2>/dev/null) == *' installed' ]] || missing+=("$package")
done
if [[ -n ${missing:-} ]]; then
    echo "prepare.sh: install these Debian packages first: ${missing[*]}" >&2
    exit 1
fi

new=$(mktemp -d "$here/.files.XXXXXX")
trap 'rm -rf "$new"' EXIT
mkdir -p "$new"/{tools,libraries,programs,data}
declare -A versions=() library_of_soname=() library_needs=() program_needs=()
used=("${needs[@]}")

# The upstream part of a Debian package's version, fit for a store path's name.
version_of() {
    local version
    version=$(dpkg-query -W -f '${Version}\n' "$1" | head -n1)
    version=${version#*:}
    version=${version%-*}
    version=${version%%[+~]*}
    echo "${version%.dfsg*}"
}

is_elf() { [[ -f $1 && ! -L $1 && $(head -c 4 "$1" | tr -d '\0') == $'\x7fELF' ]]; }

# The Debian package that a library's file belongs to; with and without /usr, since dpkg knows one of both.
owner_of() {
    local file
    file=$(readlink -f "$1")
    { dpkg-query -S "$file" 2>/dev/null || dpkg-query -S "${file#/usr}" 2>/dev/null || dpkg-query -S "/usr$file"; } \
        | head -n1 | sed 's/: .*//'
}

# Learns of every library that a file is linked to, near and far, and copies it to its package's folder.
add_libraries() {
    local soname file package library
    while read -r soname file; do
        [[ -z ${library_of_soname[$soname]:-} ]] || continue
        package=$(owner_of "$file")
        [[ -n $package ]] || { echo "prepare.sh: $file belongs to no Debian package" >&2; exit 1; }
        library=${package%%:*}
        case $library in libc6) library=glibc ;; *) library=${library%t64} ;; esac
        used+=("$package")
        versions[$library]=$(version_of "$package")
        library_of_soname[$soname]=$library
        mkdir -p "$new/libraries/$library/lib"
        cp -L "$file" "$new/libraries/$library/lib/$soname"
    done < <(ldd "$1" | awk '$2 == "=>" && $3 ~ "^/" { print $1, $3 } $1 ~ "^/" { n = split($1, part, "/"); print part[n], $1 }')
}

# The libraries, by package, that files are linked to directly.
direct_needs() {
    local file soname
    for file in "$@"; do
        is_elf "$file" || continue
        for soname in $(patchelf --print-needed "$file"); do
            echo "${library_of_soname[$soname]}"
        done
    done | sort -u | tr '\n' ' '
}

add_program() {
    local name=$1 folder=$2 file
    mkdir -p "$new/programs/$name/$folder"
    while read -r file; do
        is_elf "$file" || continue
        add_libraries "$file"
        cp "$file" "$new/programs/$name/$folder/"
    done
    program_needs[$name]=$(direct_needs "$new/programs/$name/$folder"/*)
}

for name in "${programs[@]}"; do
    if [[ $name == git ]]; then
        # Only the programs: git's many scripts want perl and more.
        versions[git-core]=$(version_of git)
        core=$(dirname "$(dpkg -L git | grep '/git-core/git-remote-http$')")
        add_program git-core libexec/git-core < <(printf '%s\n' "$core"/{git,git-remote-http})
        for link in git-remote-https git-upload-pack git-receive-pack; do
            cp -P "$core/$link" "$new/programs/git-core/libexec/git-core/"
        done
    else
        versions[$name]=$(version_of "$name")
        add_program "$name" bin < <(dpkg -L "$name" | grep -E '^(/usr)?/s?bin/' | sort)
    fi
done
for library in "${!versions[@]}"; do
    [[ -d $new/libraries/$library ]] || continue
    library_needs[$library]=$(direct_needs "$new/libraries/$library"/lib/* | sed "s/\\b$library //")
done

# What the builders run: a static busybox, and patchelf with the loader and libraries that it wants beside it.
cp "$(command -v busybox)" "$new/tools/busybox"
cp "$(command -v patchelf)" "$new/tools/patchelf"
loader=$(patchelf --print-interpreter "$new/tools/patchelf")
cp -L "$loader" "$new/tools/ld.so"
ldd "$new/tools/patchelf" | awk '$2 == "=>" && $3 ~ "^/" { print $3 }' | xargs cp -L -t "$new/tools"

# Data: the authorities that Debian ships (not the machine's own), port and protocol names, terminals.
mkdir -p "$new"/data/{cacert/etc/ssl/certs,iana-etc/etc,terminfo/lib/terminfo}
cat /usr/share/ca-certificates/mozilla/*.crt >"$new/data/cacert/etc/ssl/certs/ca-bundle.crt"
cp /etc/protocols /etc/services "$new/data/iana-etc/etc/"
while read -r file; do
    folder=$new/data/terminfo/lib/terminfo/$(basename "$(dirname "$file")")
    mkdir -p "$folder"
    cp -L "$file" "$folder/"
done < <(dpkg -L ncurses-base | grep -E '/terminfo/./.')
for pair in cacert:ca-certificates iana-etc:netbase terminfo:ncurses-base; do
    versions[${pair%:*}]=$(version_of "${pair#*:}")
done

{
    for name in "${!program_needs[@]}"; do
        printf 'programs %s %s %s\n' "$name" "${versions[$name]}" "${program_needs[$name]}"
    done
    for name in "${!library_needs[@]}"; do
        printf 'libraries %s %s %s\n' "$name" "${versions[$name]}" "${library_needs[$name]}"
    done
    for name in cacert iana-etc terminfo; do
        printf 'data %s %s\n' "$name" "${versions[$name]}"
    done
    for soname in "${!library_of_soname[@]}"; do
        printf 'sonames %s %s\n' "$soname" "${library_of_soname[$soname]}"
    done
} | jq --raw-input --null-input --sort-keys --arg system "$(uname -m)-linux" --arg interpreter "${loader##*/}" '
    [inputs | split(" ") | map(select(. != ""))] | reduce .[] as $line ({system: $system, interpreter: $interpreter};
        .[$line[0]][$line[1]] = if $line[0] == "data" or $line[0] == "sonames" then $line[2]
            else {version: $line[2], needs: $line[3:]} end)' >"$new/index.json"

printf '%s\n' "${used[@]}" | sort -u >"$new/packages"
mapfile -t packages <"$new/packages"
stamp "${packages[@]}" >"$new/stamp"
chmod -R u=rwX,go=rX "$new"
rm -rf "$files"
mv "$new" "$files"
echo "prepared $(jq '(.programs | length) + (.libraries | length)' "$files/index.json") packages in examples/packages/files"
