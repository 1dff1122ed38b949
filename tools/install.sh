# shellcheck shell=sh
# install.sh - what ./run and ./test have in common: get what is missing, build the page, build the program.
# Sourced from the root of the checkout. Each step looks first and does nothing where nothing is missing,
# so a second run needs no network.

build_packages="meson ninja-build pkg-config gcc libc6-dev libmicrohttpd-dev libyaml-dev
    libintelrdfpmath-dev libsqlite3-dev libssl-dev libexpat1-dev libzip-dev zlib1g-dev
    libxlsxwriter-dev libpcre2-dev libutf8proc-dev libsodium-dev"
test_packages="libcmocka-dev clang fonts-noto-cjk"
node_dir=.tools/node

say() { printf '%s\n' "$*"; }
fail() { printf 'luodi: %s\n' "$*" >&2; exit 3; }

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"
    elif command -v sudo >/dev/null; then sudo "$@"
    else fail "packages are missing and there is no sudo: as root, run: $*"
    fi
}

package_here() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# What stands on the machine is not ours to upgrade. Where the newest versions of $missing would (a library's
# headers want the library in their very version), those of the release itself may not; then $release asks for these.
choose_release() {
    codename=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME-}")
    for release in "" "-t $codename"; do
        # shellcheck disable=SC2086
        if plan=$(apt-get install -s --no-install-recommends $release $missing 2>/dev/null) &&
            ! printf '%s\n' "$plan" | grep -q '^Inst [^ ]* \['; then return 0; fi
    done
    release=
}

# install_packages PACKAGE... : those that are not here, through apt-get. A word of the form
# command:package asks for the command instead, whoever brought it.
install_packages() {
    missing=
    for wanted; do
        case $wanted in
        *:*) command -v "${wanted%%:*}" >/dev/null || missing="$missing ${wanted#*:}" ;;
        *) if command -v dpkg-query >/dev/null; then
               package_here "$wanted" || missing="$missing $wanted"
           fi ;;
        esac
    done
    [ -n "$missing" ] || return 0
    command -v apt-get >/dev/null ||
        fail "these Debian packages or their like are missing, and there is no apt-get to bring them:$missing"
    say "Installing:$missing"
    mkdir -p .tools
    as_root apt-get update -qq
    choose_release
    # shellcheck disable=SC2086
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        $release $missing >.tools/install.log 2>&1 || { tail -20 .tools/install.log >&2; fail "apt-get could not install:$missing"; }
}

node_new_enough() {
    version=$(node --version 2>/dev/null) || return 1
    major=${version#v}; minor=${major#*.}; major=${major%%.*}; minor=${minor%%.*}
    [ "$major" -ge 23 ] || { [ "$major" -eq 22 ] && [ "$minor" -ge 12 ]; } ||
        { [ "$major" -eq 20 ] && [ "$minor" -ge 19 ]; }
}

# A Node that can build the page: the machine's own, or one that npm itself brings into a folder of the
# checkout (Debian 12's is too old).
install_node() {
    PATH="$PWD/$node_dir/node_modules/.bin:$PATH"
    export PATH
    if node_new_enough && command -v npm >/dev/null; then return 0; fi
    install_packages node:nodejs npm:npm
    node_new_enough && return 0
    say "Installing a newer Node into $node_dir"
    mkdir -p "$node_dir"
    (cd "$node_dir" && npm install --no-save --no-fund --no-audit --loglevel=error node@22 npm@10 >/dev/null) ||
        fail "npm could not bring node@22; connect to the network once and run this again"
    node_new_enough || fail "the Node under $node_dir does not start"
}

# files_sum FILE... : one line that changes when any of the files, or their names, do.
files_sum() { sort | xargs -d '\n' cksum | cksum | tr ' ' -; }

page_sources() {
    find ui -name node_modules -prune -o -path ui/dist -prune -o -type f -print
}

install_page_packages() {
    wanted=$( (printf 'ui/package-lock.json\n'; printf 'ui/package.json\n') | files_sum)
    [ "$(cat ui/node_modules/.luodi-installed 2>/dev/null)" = "$wanted" ] && return 0
    install_node
    say "Installing what the page is built with"
    (cd ui && npm ci --loglevel=error --prefer-offline) ||
        fail "npm could not install what the page needs; connect to the network once and run this again"
    printf '%s\n' "$wanted" >ui/node_modules/.luodi-installed
}

# The page into ui/dist, which the program carries inside.
build_page() {
    [ -f ui/package-lock.json ] || return 0
    wanted_page=$(page_sources | files_sum)
    if [ -f ui/dist/index.html ] && [ "$(cat .tools/page-built 2>/dev/null)" = "$wanted_page" ]; then return 0; fi
    install_node
    install_page_packages
    say "Building the page"
    (cd ui && npm run --silent build) || fail "the page does not build"
    mkdir -p .tools
    page_sources | files_sum >.tools/page-built
}

# build_program FOLDER MESON-OPTION... : set up once, then whatever changed.
build_program() {
    folder=$1; shift
    mkdir -p .tools
    [ -f "$folder/build.ninja" ] || meson setup "$folder" "$@" >.tools/setup.log 2>&1 ||
        { cat .tools/setup.log >&2; fail "cannot set up $folder"; }
    say "Building the program in $folder"
    ninja -C "$folder" --quiet || fail "the program does not build in $folder"
}
