#!/bin/sh
# A zone's work at the command line: a ledger made, records added, changed, corrected and deleted, stages reached and taken
# back, a month closed, the board now and then, the way from a figure to its proof, a copy.
#     year.sh LUODI MODEL_FOLDER JSON_CHECK
. "${0%/*}/tap.sh"

# add KIND FIELD=VALUE..: the number of the record made
add() {
    "$luodi" add book "$@" --json > .added 2> .err || echo "cannot add $*" >&2
    value record .added
}
# The value of a figure; of a target of a board
figure() { "$luodi" explain book "$@" --json > .figure 2> .err && value value .figure; }
# is NAME WANTED GOT
is() { [ "$2" = "$3" ] && said yes "$1" || { echo "# wanted $2, got $3"; said no "$1"; }; }

# ---- made
expect "an empty ledger is made" 0 "made the ledger book" "$luodi" init book --name "East and west"
expect "but not over one that stands" 2 "there is a ledger in \"book\" already" "$luodi" init book # ledger_exists
expect "its board says what to do first" 0 "adopt a plan first" "$luodi" board book
json "and is JSON too" 0 "$luodi" board book --json
expect "with the chain of another hash" 0 "" "$luodi" init other --hash sha256
expect "which verifies" 0 "all fits" "$luodi" verify other

# ---- records
east=$(add zone name=东区 type=zone short=东 --date 2020-01-01)
west=$(add zone name=西区 type=zone --date 2020-01-01)
plan=$(add plan title=两区2023年工作要点 year=2023 --date 2023-01-05)
target=$(add target "plan=#$plan" number=1 zone=东区 label=签约项目 metric=projects-signed period=2023 op=ge value=20 unit=个 state=adopted quote=签约项目20个以上 --date 2023-01-05)
money=$(add target "plan=#$plan" number=2 zone=东区 label=签约总投资 metric=investment-signed period=2023 op=ge value=100亿 unit=元 state=adopted quote=总投资100亿元以上 --date 2023-01-05)
months=$(add target "plan=#$plan" number=3 zone=东区 label=月月有签约 metric=months-with-signing period=2023 op=ge value=12 unit=月 state=adopted quote=月月有签约 --date 2023-01-05)
grey=$(add target "plan=#$plan" number=4 zone=西区 label=骨干路网 period=2023 op=eq value=7 unit=条 state=adopted quote=骨干路网 "reason=no such metric" --date 2023-01-05)
one=$(add project name=一号 zone=东区 investment=3亿 --date 2023-01-10)
two=$(add project name=二号 zone=东区 investment=20000万元 --date 2023-02-10)
three=$(add project name=三号 zone=西区 investment=5亿 --date 2023-03-10)
expect "a record is told by its number" 0 "Project #$one " "$luodi" log book --record "#$one"
expect "an unknown kind" 2 'there is no kind "projekt"; did you mean "project"' "$luodi" add book projekt name=x
expect "an unknown field" 2 'has no field "investmnt"; did you mean "investment"' "$luodi" add book project name=x zone=东区 investmnt=1
expect "a field that must be given" 2 '"Zone" must be given' "$luodi" add book project name=x
expect "a zone that is not there" 2 'there is no Zone "南区"' "$luodi" add book project name=x zone=南区
expect "a figure that is none" 2 'is not a number' "$luodi" add book project name=x zone=东区 investment=much
expect "the same project again" 1 'with the same' "$luodi" add book project name=一号 zone=东区
expect "evidence that is not there" 2 'no-such-file' "$luodi" add book project name=x zone=东区 --evidence no-such-file
expect "a correction without a reason" 2 'needs a reason' "$luodi" add book project --record "#$one" --correct investment=4亿
expect "a record that is not there" 2 'there is no Project #999' "$luodi" add book project --record "#999" investment=4亿

add project name=一号 zone=西区 --date 2023-03-11 > .out
expect "a name that two records bear" 2 "several Project records are called \"一号\"; name one by its number" "$luodi" add book project-month project=一号 month=2023-03 # ledger_ref_many
expect "a period that is too long" 2 "the period is over a hundred years" "$luodi" explain book projects-signed --period 1800..2023 # ledger_period

# ---- stages
echo "the agreement of one" > agreement.txt
echo "a photograph" > photo.txt
expect "a stage is reached, with its proof" 0 "entry [0-9]" "$luodi" stage book project "#$one" signed --date 2023-01-20 --evidence agreement.txt --evidence photo.txt
json "and told as JSON" 0 "$luodi" stage book project "$two" signed --date 2023-02-20 --paper "agreement, kept by the office" --json
expect "a stage without the proof that it asks for" 1 "needs evidence" "$luodi" stage book project "#$three" signed --date 2023-03-20
expect "a stage that does not follow" 1 "needs Started first" "$luodi" stage book project "#$one" completed --date 2023-03-01 --paper x
expect "a stage that is none" 2 'has no stage "sigend"; did you mean "signed"' "$luodi" stage book project "#$one" sigend
expect "a stage of another kind's record" 2 'there is no Project' "$luodi" stage book project "#$east" signed --paper x
is "two are signed" 2 "$(figure projects-signed --zone 东 --year 2023)"
is "for five hundred million" 500000000 "$(figure investment-signed --zone "$east" --year 2023)"
"$luodi" board book --zone 东区 --on 2023-03-31 --json > then.json 2> .err
is "the board has the three targets of the zone" 3 "$("$check" count then.json targets)"
position=$(value at.position then.json)

# ---- later: a change, a correction, a stage taken back, a deletion
expect "a value changes from a day on" 0 "record #$one" "$luodi" add book project --record "#$one" investment=3.5亿 --date 2023-04-01
expect "what was wrong is corrected, with the reason" 0 "" "$luodi" add book project --record "#$one" --correct investment=4亿 --date 2023-01-10 --reason "read off the agreement"
expect "a stage is taken back, with the reason" 0 "" "$luodi" stage book project "#$two" signed --back --reason "only a framework"
expect "but not without one" 2 "needs a reason" "$luodi" stage book project "#$one" signed --back
expect "nor what was never reached" 1 "was never reached" "$luodi" stage book project "#$three" signed --back --reason x
expect "a record that never was is deleted" 0 "" "$luodi" add book project --record "#$three" --delete --reason "entered twice"
expect "and is gone" 2 "or it was deleted" "$luodi" stage book project "#$three" lead
is "one is signed" 1 "$(figure projects-signed --zone 东区 --year 2023)"
is "for four hundred million" 400000000 "$(figure investment-signed --zone 东区 --year 2023)"
"$luodi" board book --zone 东区 --on 2023-03-31 --as-of "$position" --json > again.json 2> .err
for target_at in 0 1 2; do
    is "target $target_at is as it was, asked as of then" "$(value targets.$target_at.value then.json)$(value targets.$target_at.reason then.json)" \
        "$(value targets.$target_at.value again.json)$(value targets.$target_at.reason again.json)"
done
expect "a position that is none" 2 "is no position, instant or date" "$luodi" board book --as-of tomorrow
expect "a zone that is none" 2 'there is no zone "南区"; there are: 东区, 西区' "$luodi" board book --zone 南区
is "the board of all has four targets" 4 "$("$luodi" board book --zone all --json > all.json 2> .err; "$check" count all.json targets)"
is "another year has none" 0 "$("$luodi" board book --year 2022 --json > none.json 2> .err; "$check" count none.json targets)"
expect "and says so" 0 "no targets yet" "$luodi" board book --year 2022
expect "for people" 0 "Investment signed " "$luodi" board book --zone 东区
LUODI_LANG=zh expect "in Chinese" 0 "年度目标" "$luodi" board book --zone 东区
json "the city's board" 0 "$luodi" board book --zone city --json

# ---- from a figure to its proof
json "a target opens with its own zone and period" 0 "$luodi" explain book --target "#$money" --json
is "to the value on the board" "$("$luodi" board book --zone 东区 --json > .b 2> .err; value targets.1.value .b)" "$(value value .out)"
is "whose deltas add up to it" "$(value value .out)" "$("$check" add .out contributions delta)"
is "with the proof of the entry" "$(sha() { "$luodi" explain book projects-signed --json --year 2023 > .p; value contributions.0.evidence.0.name .p; }; sha)" "agreement.txt"
expect "for people" 0 "agreement.txt" "$luodi" explain book --target "#$target"
json "a cadence opens into its months" 0 "$luodi" explain book --target "#$months" --json
is "which add up" "$(value value .out)" "$("$check" add .out contributions delta)"
json "a ratio opens into its parts" 0 "$luodi" explain book investment-signed-average --zone 东区 --year 2023 --json
is "above the line" 400000000 "$(value parts.0.value .out)"
is "and below" 1 "$(value parts.1.value .out)"
is "whose deltas add up to each" 400000000 "$("$check" add .out parts.0.contributions delta)"
expect "for people" 0 "computed from" "$luodi" explain book investment-signed-average --zone 东区 --year 2023
expect "a grey target has nothing to open" 1 "no metric measures target $grey" "$luodi" explain book --target "#$grey" # cli_target_grey
LUODI_LANG=zh expect "and says so in Chinese" 1 "目标 $grey 还没有指标" "$luodi" explain book --target "#$grey"
expect "no such target" 2 "there is no target #999" "$luodi" explain book --target "#999"
expect "no such metric" 2 'there is no metric "signings"' "$luodi" explain book signings

# ---- the log, a closing, the proof of it all
expect "the latest entries" 0 "Deleted" "$luodi" log book
json "as JSON" 0 "$luodi" log book --limit 3 --json
is "as many as asked for" 3 "$(grep -c . .out)"
json "of one record" 0 "$luodi" log book --record "#$one" --json
is "all four of them, the newest first" 4 "$(grep -c . .out)"
expect "of a record that is not there" 2 "no entry 99999" "$luodi" log book --record 99999 # ledger_entry
expect "a month is closed" 0 "closed projects-signed 2023-01" "$luodi" close book projects-signed 2023-01 --reason "reported"
json "and told as JSON" 0 "$luodi" close book projects-signed 2023-02 --json
expect "a month that is none" 2 "is not a month" "$luodi" close book projects-signed winter # ledger_month
expect "a metric that is none" 2 'there is no metric "signings"' "$luodi" close book signings 2023-01
expect "all of it fits" 0 "all fits: [0-9]* entries" "$luodi" verify book
json "as JSON" 0 "$luodi" verify book --json
head=$(value head .out)
"$luodi" board book --on 2023-12-31 --json > before.json
expect "it is computed again" 0 "computed again from the entries" "$luodi" rebuild book
"$luodi" board book --on 2023-12-31 --json > after.json
same "to the same board" before.json after.json
expect "a copy is made" 0 "to restore, use that folder" "$luodi" backup book copy
expect "but not over what stands" 2 "" "$luodi" backup book copy
"$luodi" verify copy --json > .copy 2> .err
is "the copy has the same chain" "$head" "$(value head .copy)"
"$luodi" board copy --on 2023-12-31 --json > copied.json 2> .err
same "and the same board" before.json copied.json
json "a copy told as JSON" 0 "$luodi" backup book copy2 --json
printf 'altered' > "$(find copy/evidence -type f | head -1)"
expect "a copy whose proof was altered does not fit" 1 "may have been altered" "$luodi" verify copy # verify_evidence

# ---- on a narrow terminal
if command -v script > /dev/null && script -qec true /dev/null > .out 2> .err < /dev/null; then
    script -qec "stty cols 80; '$luodi' board book --zone 东区 --lang en" /dev/null < /dev/null 2> .err | tr -d '\r' > .out
    grep -q '…$' .out && said yes "reasons are clipped to the terminal" || said no "reasons are clipped to the terminal"
else
    tests=$((tests + 1))
    echo "ok $tests - reasons are clipped to the terminal # SKIP no script(1)"
fi
done_testing
