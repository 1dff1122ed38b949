#!/bin/sh
# Definitions at the command line: looked at, a zone's own added, the ledger not opened before they are taken, what they move
# shown first, and a board of before unmoved.
#     definitions.sh LUODI MODEL_FOLDER JSON_CHECK
. "${0%/*}/tap.sh"
is() { [ "$2" = "$3" ] && said yes "$1" || { echo "# wanted $2, got $3"; said no "$1"; }; }

# ---- looked at
expect "the shipped definitions are sound, with the rules that tie and the lexicon" 0 "sound: [0-9]* kinds, [0-9]* metrics, [0-9]* tying rules" "$luodi" model check
LUODI_LANG=zh expect "in Chinese" 0 "定义无误" "$luodi" model check
json "as JSON" 0 "$luodi" model check --json
expect "kinds" 0 "^project  *Project  *[0-9]* fields" "$luodi" model kinds
json "kinds as JSON" 0 "$luodi" model kinds --json
expect "metrics" 0 "^projects-signed  *Projects signed " "$luodi" model metrics
json "metrics as JSON" 0 "$luodi" model metrics --json

# ---- a bad one
mkdir -p bad/tying bad/lexicon
printf -- '- metric: [' > bad/metrics.yaml
expect "a broken file is told with its line" 2 "metrics.yaml:[0-9]" "$luodi" model check --own bad
rm bad/metrics.yaml
cat > bad/tying/own.yaml <<'TEXT'
rules:
  - metric: no-such-metric
    units: [个]
TEXT
expect "a rule for no metric" 2 "tying/own.yaml:" "$luodi" model check --own bad
rm bad/tying/own.yaml
printf 'class: no-such-class\nentries: []\n' > bad/lexicon/own.yaml
expect "a class of words that is none" 2 "own.yaml:1" "$luodi" model check --own bad
expect "a folder that is not there" 2 "" "$luodi" model check --shipped nowhere

# ---- a zone's own
"$luodi" init book > .out 2> .err
"$luodi" add book zone name=东区 type=zone > .out 2> .err
i=1
while [ $i -le 4 ]; do
    "$luodi" add book project name=${i}号 zone=东区 investment=${i}亿 --date 2023-01-01 --json > .added
    "$luodi" stage book project "$("$check" get .added record)" signed --date 2023-0$i-15 --paper x > .out
    i=$((i + 1))
done
"$luodi" add book plan title=要点 year=2023 > .out
"$luodi" add book target plan=要点 zone=东区 label=签约项目 metric=projects-signed period=2023 op=ge value=20 unit=个 state=adopted > .out
"$luodi" board book --on 2023-12-31 --json > before.json
position=$(value at.position before.json)
mkdir -p book/model
cat > book/model/metrics.yaml <<'TEXT'
- metric: projects-signed
  count: project
  at: signed
  where: 'not_counted = null and investment >= 300000000'
  by: [sector, industry, source, park]
  unit: 个
  label: {zh: 新签约项目, en: Projects signed}
  note: {zh: 三亿元以上, en: "Three hundred million and over"}
TEXT
for command in "board book" "add book zone name=x type=zone" "verify book" "backup book copy"; do
    # shellcheck disable=SC2086
    expect "not taken yet, ${command%% *} does not open the ledger" 1 'differs from the ledger.s; run luodi upgrade book' "$luodi" $command # ledger_differs
done
LUODI_LANG=zh expect "and says so in Chinese" 1 "请先运行 luodi upgrade book" "$luodi" board book
expect "the definitions themselves are sound" 0 "sound" "$luodi" model check book
expect "what moves is shown, and nothing is done" 1 "projects-signed .* 2023 *4 *2" "$luodi" upgrade book # cli_confirm
json "as JSON" 1 "$luodi" upgrade book --json
is "with the figure that moves" "4 2" "$(value moved.0.from .out) $(value moved.0.to .out)"
is "and no entry" null "$(value entry .out)"
expect "the ledger is not opened yet" 1 "differs" "$luodi" board book
json "agreed, they are taken" 0 "$luodi" upgrade book --yes --json
expect "and then there is nothing to take" 0 "nothing to do" "$luodi" upgrade book
"$luodi" board book --on 2023-12-31 --json > now.json 2> .err
is "the figure has moved" 2 "$(value targets.0.value now.json)"
"$luodi" board book --on 2023-12-31 --as-of "$position" --json > then.json 2> .err
is "the board of before has not" "$("$check" get before.json targets.0.value)" "$(value targets.0.value then.json)"
"$luodi" explain book projects-signed --year 2023 --as-of "$position" --json > then-figure.json 2> .err
is "nor has what it opens into" 4 "$("$check" add then-figure.json contributions delta)"
expect "all of it fits" 0 "all fits" "$luodi" verify book
done_testing
