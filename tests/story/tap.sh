# What the stories at the command line share. A story is given the program and the definitions, and prints TAP:
#     . "${0%/*}/tap.sh"     with $1 the program, $2 the folder of definitions, $3 json_check, $4 fill, $5 parts
# It works in a folder of its own, $home, that is removed at the end; `expect` runs one command and says one line.
whole() { case $1 in /*) echo "$1" ;; *) echo "$PWD/$1" ;; esac; }
# shellcheck disable=SC2034
luodi=$(whole "$1") check=$(whole "$3") fill=$(whole "$4") parts=$(whole "$5")
LUODI_MODEL=$(whole "$2") LUODI_LANG=en
export LUODI_MODEL LUODI_LANG
home=$(mktemp -d) || exit 1
trap 'rm -rf "$home"' EXIT
cd "$home" || exit 1
tests=0

# said GOOD NAME: one line, with what the last command printed where it is not good
said() {
    tests=$((tests + 1))
    if [ "$1" = yes ]; then
        echo "ok $tests - $2"
        return
    fi
    echo "not ok $tests - $2"
    sed 's/^/# out: /' "$home/.out"
    sed 's/^/# err: /' "$home/.err"
}

# expect NAME STATUS PATTERN COMMAND..: the exit status, and a line on either stream that matches. With a status of 1 or
# more there must be an error of the form "luodi: ..", which names what to do; with 0 there must be none.
expect() {
    name=$1 status=$2 pattern=$3 good=yes
    shift 3
    "$@" > "$home/.out" 2> "$home/.err" < /dev/null
    got=$?
    [ "$got" = "$status" ] || good=no
    [ -z "$pattern" ] || cat "$home/.out" "$home/.err" | grep -q -e "$pattern" || good=no
    if [ "$status" = 0 ]; then
        [ ! -s "$home/.err" ] || good=no
    else
        grep -q '^luodi: ..*[;,；，(（]' "$home/.err" || good=no
        ! grep -v '^luodi: ' "$home/.err" | grep -q . || good=no
        ! grep -q '[{][a-z_]*[}]' "$home/.err" || good=no
    fi
    [ "$good" = yes ] || echo "# status $got, wanted $status; wanted a line like: $pattern"
    said "$good" "$name"
}

# refuse CODE NAME STATUS COMMAND..: the error named in err.def, in both languages; the patterns stand in words()
refuse() {
    code=$1 name=$2 status=$3
    shift 3
    expect "$name" "$status" "$(words "$code" en)" "$@"
    LUODI_LANG=zh expect "$name, in Chinese" "$status" "$(words "$code" zh)" "$@"
}

# json NAME STATUS COMMAND.. --json: what is printed parses, line by line, and nothing else is printed
json() {
    name=$1 status=$2 good=yes
    shift 2
    "$@" > "$home/.out" 2> "$home/.err" < /dev/null
    [ $? = "$status" ] || good=no
    "$check" lines "$home/.out" >> "$home/.err" || good=no
    said "$good" "$name"
}

# value PATH FILE: the number or text at a path such as targets.0.value
value() {
    "$check" get "$2" "$1"
}

# same NAME A B: two files are alike to the byte
same() {
    cmp "$2" "$3" > "$home/.out" 2> "$home/.err" && [ -s "$2" ] && said yes "$1" || said no "$1"
}

done_testing() {
    echo "1..$tests"
}
