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

# Installs what the tests are built with and talk to.
need_test_packages() { need_packages libsqlite3-dev libpq-dev libargon2-dev zlib1g-dev pkg-config postgresql openssl; }

# Starts a private PostgreSQL on a free port of 127.0.0.1 and sets $postgres_url and $postgres_ca.
# Set a trap that calls stop_postgres before: it may fail halfway.
start_postgres() {
    postgres_binaries=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
    postgres_home=$(mktemp -d)
    local password port attempt
    # It refuses to run as root.
    postgres_owner=()
    if [ "$(id -u)" -eq 0 ]; then
        chown postgres "$postgres_home"
        postgres_owner=(runuser -u postgres --)
    fi
    password=$(head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n')
    (umask 077; printf '%s' "$password" >"$postgres_home/password")
    [ "$(id -u)" -eq 0 ] && chown postgres "$postgres_home/password"
    # Sorts as a person would, as most servers do: what depends on the order of bytes must say so.
    local language=(--locale=C)
    [[ $("$postgres_binaries/initdb" --help) == *icu-locale* ]] && language=(--locale=C.UTF-8 --locale-provider=icu --icu-locale=en)
    "${postgres_owner[@]}" "$postgres_binaries/initdb" -D "$postgres_home/data" -U martlet -A scram-sha-256 \
        --pwfile="$postgres_home/password" -E UTF8 "${language[@]}" >/dev/null
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext 'subjectAltName=DNS:localhost,IP:127.0.0.1' \
        -keyout "$postgres_home/data/server.key" -out "$postgres_home/data/server.crt" 2>/dev/null
    cp "$postgres_home/data/server.crt" "$postgres_home/ca.crt"
    chmod 600 "$postgres_home/data/server.key"
    [ "$(id -u)" -eq 0 ] && chown postgres "$postgres_home/data/server.key" "$postgres_home/data/server.crt"
    chmod 755 "$postgres_home"
    chmod 644 "$postgres_home/ca.crt"
    for attempt in 1 2 3 4 5; do
        port=$((20000 + (RANDOM + attempt) % 20000))
        cat >>"$postgres_home/data/postgresql.conf" <<TEXT
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '$postgres_home'
max_connections = 400
ssl = on
TEXT
        "${postgres_owner[@]}" "$postgres_binaries/pg_ctl" -D "$postgres_home/data" -l "$postgres_home/log" -w start \
            >/dev/null 2>&1 && break
        [ "$attempt" -lt 5 ] || { cat "$postgres_home/log" >&2; die "PostgreSQL does not start."; }
    done
    postgres_url="postgres://martlet:$password@127.0.0.1:$port/postgres"
    postgres_ca=$postgres_home/ca.crt
}

# Stops what start_postgres started, if it did, and removes what it made.
stop_postgres() {
    [ -n "${postgres_home:-}" ] || return 0
    "${postgres_owner[@]}" "$postgres_binaries/pg_ctl" -D "$postgres_home/data" -m immediate -w stop >/dev/null 2>&1 || true
    rm -rf "$postgres_home"
    postgres_home=
}

# Runs the tests, which have been built, on both databases, after start_postgres. Arguments go to `swift test`.
# What failed, thousands of lines up, is told again at the end, before the runner's summary.
run_tests() {
    local output status=0
    output=$(mktemp)
    export MARTLET_TEST_POSTGRES_URL="$postgres_url" MARTLET_TEST_POSTGRES_CA="$postgres_ca"
    # Each test has a database, many a process or a socket: a few at a time are quicker than all at once.
    export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=${SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH:-8}
    swift test --skip-build "$@" 2>&1 | tee "$output" || status=$?
    if [ "$status" -ne 0 ]; then
        say "What failed"
        grep -E "✘|^↳|error: |Fatal error" "$output" | grep -v "✘ Test run with" | cut -c1-400 | head -n 100 || true
        grep "Test run with" "$output" | tail -n 1 || true
    fi
    rm -f "$output"
    return "$status"
}
