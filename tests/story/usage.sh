#!/bin/sh
# How the program answers to its own use: help, version, completion, wrong words in both languages, a pipe that closes, a
# disk that is full.
#     usage.sh LUODI MODEL_FOLDER JSON_CHECK
. "${0%/*}/tap.sh"

# What an error says, by its code and language.
words() {
    case $1/$2 in
    cli_command/en) echo 'there is no command "boards"; see luodi help' ;;
    cli_command/zh) echo '没有命令“boards”；请用 luodi help 查看' ;;
    cli_option/en) echo 'unknown or lacks its value; see luodi [a-z]* --help' ;;
    cli_option/zh) echo '无效或缺少值；请看 luodi [a-z]* --help' ;;
    cli_words/en) echo 'wrong number of arguments; usage: luodi ' ;;
    cli_words/zh) echo '参数个数不对；用法：luodi ' ;;
    cli_utf8/en) echo 'an argument is not UTF-8; check the terminal' ;;
    cli_utf8/zh) echo '参数不是 UTF-8 文字；请检查终端编码' ;;
    cli_day/en) echo 'is not a date; write 2023-09-30' ;;
    cli_day/zh) echo '不是日期；请写成 2023-09-30' ;;
    cli_year/en) echo 'is not a year; write 2023' ;;
    cli_year/zh) echo '不是年份；请写成 2023' ;;
    cli_setting/en) echo 'in luodi.yaml is not understood; docs/guide/serve.md' ;;
    cli_setting/zh) echo 'luodi.yaml 里的.*读不懂；全部设置见' ;;
    cli_pair/en) echo 'is no pair; write FIELD=VALUE' ;;
    cli_pair/zh) echo '不成一对；请写成 字段=值' ;;
    cli_record/en) echo 'is no record number; write #123' ;;
    cli_record/zh) echo '不是记录编号；请写成 #123' ;;
    cli_confirm/en) echo 'not confirmed, nothing was written; run again with --yes' ;;
    cli_confirm/zh) echo '未确认，什么也没有写入；确认后加 --yes' ;;
    cli_output/en) echo 'the output could not be written: ..*; check the disk' ;;
    cli_output/zh) echo '结果没有写出去：..*；请检查' ;;
    ledger_missing/en) echo 'there is no ledger in ".*"; make one with luodi init' ;;
    ledger_missing/zh) echo '里没有台账；请用 luodi init 新建' ;;
    esac
}

commands=$(sed -n 's/^COMMAND(\([a-z]*\))$/\1/p' "${LUODI_MODEL%/model}/src/cli/commands.def")

# ---- help
expect "the program alone says what it can do" 0 "luodi board LEDGER" "$luodi"
expect "and so does help" 0 "luodi verify LEDGER" "$luodi" help
expect "in Chinese too" 0 "目标看板" "$luodi" --help --lang zh
expect "the version" 0 "^luodi [0-9]*\.[0-9]*\.[0-9]*$" "$luodi" --version
for command in $commands; do
    expect "help of $command" 0 "^usage: luodi $command" "$luodi" "$command" --help
    LUODI_LANG=zh expect "help of $command in Chinese" 0 "^用法: luodi $command" "$luodi" help "$command"
    "$luodi" "$command" --help --lang zh > .zh 2> .err
    if LC_ALL=C grep '^  --' .zh | LC_ALL=C grep -q -v '[^ -~]'; then good=no; else good=yes; fi
    cp .zh .out
    said $good "each option of $command is told in Chinese"
done

# ---- completion
"$luodi" completion > .completion 2> .err
if command -v bash > /dev/null; then
    bash -c '. ./.completion && COMP_WORDS=(luodi bo) COMP_CWORD=1 && _luodi && echo "${COMPREPLY[@]}" &&
        COMP_WORDS=(luodi board x --as) COMP_CWORD=3 && _luodi && echo "${COMPREPLY[@]}"' > .out 2>> .err
    [ "$(cat .out)" = "board
--as-of" ] && [ ! -s .err ] && said yes "bash completes commands and options" || said no "bash completes commands and options"
else
    tests=$((tests + 1))
    echo "ok $tests - bash completes commands and options # SKIP no bash"
fi

# ---- wrong words
"$luodi" init book > .out 2> .err
refuse cli_command "an unknown command" 2 "$luodi" boards
refuse cli_command "help of an unknown command" 2 "$luodi" help boards
refuse cli_option "an unknown option" 2 "$luodi" board book --zones east
refuse cli_option "an option without its value" 2 "$luodi" board book --zone
refuse cli_option "a switch with a value" 2 "$luodi" verify book --json=yes
refuse cli_option "a port that is none" 2 "$luodi" serve book --port 99999
refuse cli_option "a seed that is none" 2 "$luodi" demo other --seed blue
refuse cli_option "a limit that is none" 2 "$luodi" log book --limit 0
refuse cli_option "a hash that is none" 2 "$luodi" init other --hash md5
refuse cli_option "a list of definitions that is none" 2 "$luodi" model stages
refuse cli_option "numbers to skip that are none" 2 "$luodi" adopt book plan.txt --skip a,b
expect "a language that is none" 2 "the option \"--lang fr\"" "$luodi" board book --lang fr
refuse cli_words "too few words" 2 "$luodi" board
refuse cli_words "too many words" 2 "$luodi" verify book more
refuse cli_words "neither metric nor target" 2 "$luodi" explain book
refuse cli_utf8 "bytes that are no text" 2 "$luodi" board "$(printf 'b\377k')"
refuse cli_day "a day that is none" 2 "$luodi" board book --on 2023-02-30
refuse cli_day "a day of a change that is none" 2 "$luodi" add book zone name=x --date soon
refuse cli_day "a period that is none" 2 "$luodi" explain book projects-signed --period spring
refuse cli_year "a year that is none" 2 "$luodi" board book --year MMXXIII
refuse cli_year "a year of a plan that is none" 2 "$luodi" read "$0" --year 0
refuse cli_pair "a field without a value" 2 "$luodi" add book zone name
refuse cli_pair "a column for all rows without a value" 2 "$luodi" import book "$0" --set zone
refuse cli_record "a record that is no number" 2 "$luodi" add book zone name=x --record east
refuse cli_record "a stage of no record" 2 "$luodi" stage book project east signed
refuse cli_record "a deletion of nothing" 2 "$luodi" add book zone --delete --reason twice
refuse cli_record "the log of no record" 2 "$luodi" log book --record east
refuse cli_option "a name of two lines" 2 "$luodi" init second --name "a
on: 2023-01-01"
cp book/luodi.yaml .settings
for line in "colour: red" "invented: perhaps" "on: today"; do
    { cat .settings; echo "$line"; } > book/luodi.yaml
    refuse cli_setting "a setting \"$line\"" 2 "$luodi" board book
done
cp .settings book/luodi.yaml
for command in "board none" "explain none projects-signed" "add none zone name=x" "stage none project #3 signed" "log none" "verify none" \
    "rebuild none" "backup none copy" "close none projects-signed 2023-01" "template none project" "import none $0" "upgrade none" "serve none" \
    "adopt none $0 --year 2023"; do
    # shellcheck disable=SC2086
    refuse ledger_missing "no ledger to ${command%% *}" 2 "$luodi" $command
done
[ ! -e none ] && [ ! -e copy ] && said yes "and nothing was made in looking" || said no "and nothing was made in looking"

# ---- JSON is whole or not at all
silent() {
    name=$1
    shift
    "$@" --json > .out 2> .err < /dev/null
    [ $? != 0 ] && [ ! -s .out ] && grep -q '^luodi: ' .err && said yes "$name" || said no "$name"
}
echo "今年签约项目12个。" > good.txt
silent "of two plans the second is not there" "$luodi" read good.txt none.txt --year 2023
silent "a board of no zone" "$luodi" board book --zone nowhere
silent "a figure of no metric" "$luodi" explain book nothing
silent "a figure of no target" "$luodi" explain book --target 7
silent "a log of no record" "$luodi" log book --record 99
silent "a closing of no metric" "$luodi" close book nothing 2023-01
silent "a sheet that is none" "$luodi" import book good.txt
silent "an upgrade of no ledger" "$luodi" upgrade none
silent "a plan without its year" "$luodi" adopt book good.txt

# ---- the server
"$luodi" serve book > .out 2> .err &
server=$!
i=0
while [ $i -lt 100 ] && ! grep -q 'http://127\.0\.0\.1:[0-9]*/..*token=' .out; do
    sleep 0.1
    i=$((i + 1))
done
grep -q 'http://127\.0\.0\.1:[0-9]*/..*token=' .out && said yes "the server says where it is, with a link to sign in" ||
    said no "the server says where it is, with a link to sign in"
kill -TERM $server
wait $server
[ $? = 0 ] && said yes "and ends when it is told to" || said no "and ends when it is told to"

# ---- where the output goes
{ "$luodi" model metrics; echo $? > .status; } 2> .err | head -1 > .out
[ "$(cat .status)" = 0 ] && [ ! -s .err ] && said yes "a reader that closes its pipe is no fault" || said no "a reader that closes its pipe is no fault"
if [ -w /dev/full ]; then
    full() { "$luodi" board book > /dev/full; }
    refuse cli_output "a disk that is full" 3 full
else
    tests=$((tests + 1))
    echo "ok $tests - a disk that is full # SKIP no /dev/full"
fi
done_testing
