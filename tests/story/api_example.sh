#!/bin/sh
# The programs of docs/guide/api.md, as they stand there, against a server of their own.
#     api_example.sh LUODI MODEL_FOLDER JSON_CHECK FILL PARTS
story=${0%/*}
case $story in /*) ;; *) story=$PWD/$story ;; esac
. "${0%/*}/tap.sh"
guide=$story/../../docs/guide/api.md

"$luodi" init book > .out 2> .err
"$luodi" add book zone name=东区 type=zone > .out 2> .err

# block WORD: the first code block of the guide in that language
block() { awk -v want="\`\`\`$1" '$0 == want { on = 1; next } on && /^```/ { exit } on' "$guide"; }

# run NAME WORD PATTERN COMMAND..: serve, hand in the link, look at what is printed
run() {
    name=$1 word=$2 pattern=$3
    shift 3
    block "$word" > "example.$word"
    if ! command -v "$1" > /dev/null; then
        tests=$((tests + 1))
        echo "ok $tests # SKIP there is no $1"
        return
    fi
    "$luodi" serve book > .served 2> .err &
    server=$!
    for _ in $(seq 100); do grep -q token= .served && break; sleep 0.1; done
    LINK=$(grep -o 'http://[^ ]*token=[^ ]*' .served)
    export LINK
    "$@" "example.$word" > .out 2> .err
    status=$?
    kill -TERM $server && wait $server
    [ -s "example.$word" ] && [ $status = 0 ] && tr '\n' ' ' < .out | grep -q -e "$pattern" && said yes "$name" || said no "$name"
}

run "in curl" sh '"record":"3".*"record":"3".*"total":1,"totals":\[{"name":"investment","shown":"12,000","unit":"万元"}\]' sh
run "in Python" python "True 示例二号 \['12,000'\]" python3
mv_js() { cp "$1" example.mjs && node example.mjs; }
if command -v node > /dev/null; then run "in JavaScript" js 'true 示例三号 12,000' mv_js; else run "in JavaScript" js '' node; fi
"$luodi" log book --json > .log
[ "$(grep -c 示例 .log)" = 3 ] && said yes "what was sent twice is recorded once" || said no "what was sent twice is recorded once"
done_testing
