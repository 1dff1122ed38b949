#!/bin/sh
# Workbooks at the command line: a template out, filled in, back in; a csv with bad rows, none of it written, then the good
# rows only, the bad ones in a workbook that goes in again once it is corrected; what is not a workbook refused.
#     sheets.sh LUODI MODEL_FOLDER JSON_CHECK FILL
. "${0%/*}/tap.sh"
is() { [ "$2" = "$3" ] && said yes "$1" || { echo "# wanted $2, got $3"; said no "$1"; }; }
head_of() { "$luodi" verify book --json > .verify 2> .err && value head .verify; }

"$luodi" init book > .out 2> .err
"$luodi" add book zone name=东区 type=zone > .out 2> .err
expect "a template is written under the kind's own name" 0 "wrote Project.xlsx; when filled in: luodi import book" "$luodi" template book project
LUODI_LANG=zh expect "in Chinese" 0 "已写 项目.xlsx" "$luodi" template book project
expect "where it is wanted" 0 "wrote p.xlsx" "$luodi" template book project --out p.xlsx
expect "for no kind there is none" 2 'there is no kind "projects"' "$luodi" template book projects
expect "nor into a folder that is not there" 3 "" "$luodi" template book project --out none/p.xlsx

# ---- filled in, and in
expect "left empty, it is refused" 2 "has no rows below its header" "$luodi" import book p.xlsx
"$fill" p.xlsx filled.xlsx Name=一号 Zone=东区 "Total investment=30000" -- Name=二号 Zone=东区 "Total investment=5000" > .out 2> .err
json "what would happen is told" 0 "$luodi" import book filled.xlsx --preview --json
is "two would be added" "2 false" "$(value added .out) $(value written .out)"
expect "it goes in" 0 "2 rows, 2 added, 0 changed, 0 unchanged, 0 bad" "$luodi" import book filled.xlsx
expect "again, nothing changes" 0 "0 added, 0 changed, 2 unchanged" "$luodi" import book filled.xlsx
"$fill" 项目.xlsx 填好.xlsx 项目名称=一号 所属园区=东区 总投资=31000 > .out 2> .err
LUODI_LANG=zh expect "in the words of the Chinese template one changes" 0 "1 行，新增 0，变更 1" "$luodi" import book 填好.xlsx
"$luodi" log book --limit 1 --json > .log
grep -q 310000000 .log && said yes "to what stood in it" || said no "to what stood in it"

# ---- a csv with bad rows
cat > rows.csv <<'TEXT'
项目名称,所属园区,总投资（万元）
三号,东区,12000
四号,东区,约3000
五号,南区,700
六号,东区,"8,000"
TEXT
before=$(head_of)
expect "bad rows keep the whole sheet out" 1 "2 of 4 rows are wrong, so nothing was imported" "$luodi" import book rows.csv --bad bad.xlsx
is "and nothing was written" "$before" "$(head_of)"
LUODI_LANG=zh expect "in Chinese, with the row and the reason" 1 "第 3 行：.*约3000" "$luodi" import book rows.csv --bad bad.xlsx
json "as JSON" 1 "$luodi" import book rows.csv --bad bad.xlsx --json
is "with the row and the workbook" "2 false 3 bad.xlsx" "$(value bad .out) $(value written .out) $(value faults.0.row .out) $(value bad_workbook .out)"
expect "the good rows only, when asked" 0 "4 rows, 2 added, 0 changed, 0 unchanged, 2 bad" "$luodi" import book rows.csv --good-rows --bad bad.xlsx
"$fill" --print bad.xlsx > .out 2> .err
{ grep -q '约3000' .out && grep -q '南区' .out && ! grep -q '三号' .out; } && said yes "the bad ones stand in a workbook" || said no "the bad ones stand in a workbook"
grep -q 'is not exact' .out && said yes "with the reason in a column" || said no "with the reason in a column"
expect "which is refused as long as nothing is corrected" 1 "2 of 2 rows are wrong" "$luodi" import book bad.xlsx --bad again.xlsx
"$fill" bad.xlsx corrected.xlsx 项目名称=四号 所属园区=东区 总投资=3000 -- 项目名称=五号 所属园区=东区 总投资=700 > .out 2> .err
expect "corrected, it goes in" 0 "2 rows, 2 added" "$luodi" import book corrected.xlsx --kind project
printf '\317\356\304\277\303\373\263\306,\327\334\315\266\327\312\n\306\337\272\305,900\315\362\n' > gb.csv
expect "a csv in GB18030, with columns given for all rows" 0 "1 rows, 1 added" "$luodi" import book gb.csv --kind project --set zone=东区 --set route=land
"$luodi" log book --limit 1 --json > .log
{ grep -q '"land"' .log && grep -q 七号 .log; } && said yes "both columns were set" || said no "both columns were set"

# ---- what is refused
printf '\320\317\021\340\241\261\032\341 an old workbook' > old.xls
expect "an old workbook" 2 "in an old format (.xls or .et) that is not read; open it in Excel or WPS, save as .xlsx" "$luodi" import book old.xls
LUODI_LANG=zh expect "in Chinese" 2 "旧格式（.xls 或 .et）.*另存为 .xlsx" "$luodi" import book old.xls
printf 'PK\003\004 not really' > broken.xlsx
expect "a broken workbook" 2 "broken.xlsx" "$luodi" import book broken.xlsx
: > empty.csv
expect "an empty file" 2 "is an empty file" "$luodi" import book empty.csv
expect "a file that is not there" 2 "there is no file" "$luodi" import book none.csv
printf '甲,乙\n1,2\n' > unknown.csv
expect "a sheet without a column that is known" 2 "no row among the first" "$luodi" import book unknown.csv
expect "a worksheet that is not there" 2 'there is no sheet "May"' "$luodi" import book filled.xlsx --sheet May
expect "a kind that is none" 2 'there is no kind "projects"' "$luodi" import book rows.csv --kind projects
expect "a day that is none" 2 "is not a date" "$luodi" import book rows.csv --date soon
expect "all of it fits" 0 "all fits" "$luodi" verify book
done_testing
