#!/bin/sh
# The demonstration ledger: made, labelled invented, whole, the same from the same seed; and the parts of every figure on its
# boards add up to it, for both zones, the city, several days and several moments of the ledger.
#     demo.sh LUODI MODEL_FOLDER JSON_CHECK FILL PARTS
. "${0%/*}/tap.sh"
is() { [ "$2" = "$3" ] && said yes "$1" || { echo "# wanted $2, got $3"; said no "$1"; }; }

expect "it is made" 0 "made the demonstration ledger book (all data invented)" "$luodi" demo book
expect "but not over one that stands" 2 "there is a ledger in \"book\" already" "$luodi" demo book
expect "its board says that it is invented" 0 "all invented" "$luodi" board book
LUODI_LANG=zh expect "in Chinese" 0 "均为虚构" "$luodi" board book
"$luodi" board book --json > board.json 2> .err
is "and so does its JSON" true "$(value ledger.invented board.json)"
is "it stands on the day of the demonstration" 2023-09-30 "$(value at.on board.json)"
json "all of it fits" 0 "$luodi" verify book --json
is "with some thousand entries" yes "$([ "$(value entries .out)" -gt 5000 ] && echo yes)"
# A past board, a copy, and what is computed again
"$luodi" board book --as-of 2023-06-30 --json > june.json 2> .err
"$luodi" rebuild book > .out 2> .err
"$luodi" board book --as-of 2023-06-30 --json > june-again.json 2> .err
same "computed again, the board of June is the same" june.json june-again.json
expect "a copy" 0 "backed up" "$luodi" backup book copy
"$luodi" board copy --as-of 2023-06-30 --json > june-copy.json 2> .err
same "shows the same board of June" june.json june-copy.json

"$luodi" demo twin > .out 2> .err
"$luodi" board twin --as-of 2023-06-30 --json > june-twin.json 2> .err
same "and so does another from the same seed" june.json june-twin.json
"$luodi" demo cousin --seed 7 > .out 2> .err
"$luodi" board cousin --as-of 2023-06-30 --json > june-cousin.json 2> .err
cmp -s june.json june-cousin.json && said no "but not one from another seed" || said yes "but not one from another seed"

# Each figure of each board, down to its contributions
"$parts" "$luodi" book "$LUODI_MODEL" -- --zone all --year 2023 -- --zone city --year 2023 -- --zone all --year 2023 --on 2023-03-31 \
    -- --zone all --year 2023 --on 2023-08-17 -- --zone all --year 2023 --as-of 2023-04-30 \
    -- --zone city --year 2023 --as-of 2023-07-15T12:00:00+08:00 > .parts
result=$?
while read -r line; do
    case $line in
    "ok "*) tests=$((tests + 1)) && echo "ok $tests - ${line#*- }" ;;
    "not ok "*) tests=$((tests + 1)) && echo "not ok $tests - ${line#*- }" ;;
    *) echo "$line" ;;
    esac
done < .parts
[ $result = 0 ] && said yes "no figure is off by a digit" || said no "no figure is off by a digit"
done_testing
