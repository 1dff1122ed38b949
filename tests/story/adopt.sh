#!/bin/sh
# A first plan at the command line: read, shown, refused without a word of agreement, adopted, on the board, refused twice.
#     adopt.sh LUODI MODEL_FOLDER
# Prints TAP.
luodi=$1
LUODI_MODEL=$2 LUODI_LANG=en
export LUODI_MODEL LUODI_LANG
home=$(mktemp -d) || exit 1
trap 'rm -rf "$home"' EXIT
tests=0

# expect NAME STATUS PATTERN COMMAND..: its exit status, and a line of what it printed
expect() {
    name=$1 status=$2 pattern=$3
    shift 3
    "$@" > "$home/out" 2>&1 < /dev/null
    got=$?
    tests=$((tests + 1))
    if [ "$got" = "$status" ] && { [ -z "$pattern" ] || grep -q -e "$pattern" "$home/out"; }; then
        echo "ok $tests - $name"
    else
        echo "not ok $tests - $name"
        echo "# status $got, not $status; or no line like: $pattern"
        sed 's/^/# /' "$home/out"
    fi
}

cat > "$home/plan.txt" <<'TEXT'
云溪经济开发区

全年签约电子信息项目12个以上，总投资90亿元以上，新开工项目18个，签约低空飞行器项目4个。
建立企业服务专班。
TEXT
echo "今天天气很好。" > "$home/none.txt"

expect "a plan is read for people" 0 "4 targets" "$luodi" read "$home/plan.txt" --year 2024
expect "and as lines of JSON" 0 '"value":12,"unit":"个","op":">="' "$luodi" read "$home/plan.txt" --year 2024 --json
expect "lines are written for each file" 0 "" "$luodi" read "$home/plan.txt" --year 2024 --out "$home/lines"
expect "under the file's name" 0 '"period":"2024"' cat "$home/lines/plan.pred.jsonl"
expect "how much is of which sort is told" 0 "undertakings" "$luodi" read "$home/plan.txt" --year 2024 --coverage
sed 's/12个以上/15个以上/' "$home/plan.txt" > "$home/plan-2025.txt"
expect "two plans are compared" 0 "raised.*1" "$luodi" compare-plans "$home/plan.txt" "$home/plan-2025.txt" --years 2024,2025
expect "with both sentences" 0 "was: 全年签约电子信息项目12个以上" "$luodi" compare-plans "$home/plan.txt" "$home/plan-2025.txt" --years 2024,2025
expect "and as JSON" 0 '"raised":1' "$luodi" compare-plans "$home/plan.txt" "$home/plan-2025.txt" --years 2024,2025 --json
printf '<html><body><p>签约项目20个以上。</p></body></html>' > "$home/page.html"
expect "a saved page is read" 0 "1 targets" "$luodi" read "$home/page.html" --year 2024
printf '\320\317\021\340\241\261\032\341 old' > "$home/old.doc"
expect "an old Word file says so" 2 "save it as docx" "$luodi" read "$home/old.doc" --year 2024
expect "a file that is not there is bad input" 2 "there is no file" "$luodi" read "$home/absent.txt"
expect "an unknown type is bad usage" 2 "luodi read --help" "$luodi" read "$home/plan.txt" --type poem

expect "a ledger is made" 0 "" "$luodi" init "$home/ledger"
expect "without a year there is no plan" 2 "give it with --year" "$luodi" adopt "$home/ledger" "$home/plan.txt" --yes
expect "a text without a plan is refused" 2 "no target, duty or figure" "$luodi" adopt "$home/ledger" "$home/none.txt" --year 2024 --yes
expect "what would be made is shown" 1 "would make the zone: 云溪经济开发区" "$luodi" adopt "$home/ledger" "$home/plan.txt" --year 2024
expect "nothing is written without agreement" 1 "not confirmed" "$luodi" adopt "$home/ledger" "$home/plan.txt" --year 2024
expect "what no metric tells apart says so" 1 'cannot tell "低空飞行器" apart' "$luodi" adopt "$home/ledger" "$home/plan.txt" --year 2024
expect "the proposals are JSON" 1 '"metric":"investment-signed"' "$luodi" adopt "$home/ledger" "$home/plan.txt" --year 2024 --json
expect "agreed, it is adopted" 0 '"targets":4,"grey":1' "$luodi" adopt "$home/ledger" "$home/plan.txt" --year 2024 --yes --json
expect "its targets stand on the board" 0 '"metric":"projects-signed"' "$luodi" board "$home/ledger" --year 2024 --json
expect "with the grey one" 0 "低空飞行器" "$luodi" board "$home/ledger" --year 2024 --json
expect "the same text is adopted once" 1 "adopted before" "$luodi" adopt "$home/ledger" "$home/plan.txt" --year 2024 --yes
expect "the ledger holds" 0 "" "$luodi" verify "$home/ledger"
echo "1..$tests"
