# What the scripts share. Sourced, never run.
cd "$(dirname "${BASH_SOURCE[0]}")/.."

started=$SECONDS
say() { printf '[%3ds] %s\n' "$((SECONDS - started))" "$*"; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

# A Swift toolchain of 6.2 or newer, or one line with the remedy.
need_swift() {
    command -v swift >/dev/null 2>&1 ||
        die "Swift is not installed. Install a toolchain of 6.2 or newer from swift.org/install and put it on the PATH."
    local version
    version=$(swift --version 2>/dev/null | grep -o 'Swift version [0-9]*\.[0-9]*' | head -n 1 | grep -o '[0-9]*\.[0-9]*')
    local major=${version%%.*} minor=${version##*.}
    if [ -z "$version" ] || [ "$major" -lt 6 ] || { [ "$major" -eq 6 ] && [ "$minor" -lt 2 ]; }; then
        die "Swift ${version:-of an unknown version} is too old. Install a toolchain of 6.2 or newer from swift.org/install."
    fi
}

# Installs the packages of Debian or Ubuntu that are missing.
need_packages() {
    local missing=() package
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return
    command -v apt-get >/dev/null 2>&1 ||
        die "These packages are missing, and there is no apt-get to install them with: ${missing[*]}"
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null 2>&1 || die "As root, run: apt-get install ${missing[*]}"
        as_root=(sudo)
    fi
    say "Installing ${missing[*]}"
    "${as_root[@]}" apt-get update -qq || say "The package lists could not be refreshed; going on with the old ones."
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >/dev/null ||
        die "apt-get could not install ${missing[*]}"
}
