#!/bin/sh
# Rules at the command line: an expression worked out, a decision of a file asked, and what is wrong said with its place.
#     rules.sh LUODI MODEL_FOLDER JSON_CHECK
. "${0%/*}/tap.sh"
is() { [ "$2" = "$3" ] && said yes "$1" || { echo "# wanted $2, got $3"; said no "$1"; }; }

# ---- an expression
expect "an expression is worked out" 0 '^7$' "$luodi" feel '1 + 2 * 3'
expect "with 34 digits" 0 '^0.3333333333333333333333333333333333$' "$luodi" feel '1 / 3'
cat > context.json <<'TEXT'
{"总投资": 120000, "land": 34, "staff": 60, "signed": {"date": "2023-03-01"}, "tags": ["a", "b"], "firm": {"年 营收": 1.5}}
TEXT
expect "over a context, Chinese names and names with blanks" 0 '^true$' "$luodi" feel '总投资 / land * 100 > 3500 and staff >= 50 and signed < @"2023-04-01" and firm.年 营收 = 1.5 and count(tags) = 2' --context context.json
json "as JSON" 0 "$luodi" feel '{a: 1.50, b: @"P1D"}' --json
"$luodi" feel '[1, 2][3]' > .out 2> .err
is "null, with the place and the reason" "1 null yes" "$? $(cat .out) $(grep -q '1:7: the list has 2 items' .err && echo yes)"
expect "an expression that cannot be read, with its column" 2 '1:4: the expression ends too early' "$luodi" feel '1 +'
expect "a budget that is spent" 2 'took more than 100000 steps' "$luodi" feel 'count(for i in 1..1000, j in 1..1000 return i)'
printf '[1]' > list.json
refuse_context() { expect "$1" 2 "$2" "$luodi" feel '1' --context "$3"; }
refuse_context "a context that is no object" 'list.json" is no JSON object' list.json # cli_context
printf '{' > broken.json
refuse_context "a context that ends too early" 'broken.json:1:2' broken.json

# ---- a decision of a file
cat > size.dmn <<'TEXT'
<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="size" namespace="urn:size">
  <inputData name="staff" id="_staff"><variable name="staff" typeRef="number"/></inputData>
  <decision name="size" id="_size">
    <variable name="size" typeRef="string"/>
    <informationRequirement><requiredInput href="#_staff"/></informationRequirement>
    <decisionTable hitPolicy="UNIQUE">
      <input><inputExpression typeRef="number"><text>staff</text></inputExpression></input>
      <output name="size"/>
      <rule><inputEntry><text>&gt;= 300</text></inputEntry><outputEntry><text>"medium"</text></outputEntry></rule>
      <rule><inputEntry><text>[20..300)</text></inputEntry><outputEntry><text>"small"</text></outputEntry></rule>
    </decisionTable>
  </decision>
</definitions>
TEXT
expect "a decision and the rules that hit" 0 'rules hit: 2' "$luodi" decide --model size.dmn --decision size --context context.json
expect "its value" 0 '^"small"$' "$luodi" decide --model size.dmn --decision size --context context.json
json "as JSON" 0 "$luodi" decide --model size.dmn --decision size --context context.json --json
expect "no such decision, with those there are" 2 'there is no decision "sise"; there are "size"' "$luodi" decide --model size.dmn --decision sise --context context.json # cli_decision
sed 's/&gt;= 300/\&gt;= )/' size.dmn > wrong.dmn
expect "a cell that cannot be read, with file and line and cell" 2 'wrong.dmn:10:4: size: #1 staff' "$luodi" decide --model wrong.dmn --decision size
expect "a file that is not there" 2 'there is no file "none.dmn"' "$luodi" decide --model none.dmn --decision size
expect "no decision named" 2 'decision' "$luodi" decide --model size.dmn

# ---- the rules of the definitions, over a ledger
"$luodi" init book > .out 2> .err
"$luodi" add book zone name=东区 type=zone > .out 2> .err
firm() { "$luodi" add book enterprise --date 2022-12-31 "$@" --json 2> .err > .added && "$check" get .added record; }
near=$(firm name=近 uscc=91510000MA0000015W zone=东区 industry=C3985 main_revenue=1850万 revenue_annual=1900万 incident=no)
into=$(firm name=够 uscc=91510000MA0000023P zone=东区 industry=C3985 main_revenue=2000万 revenue_annual=2100万 incident=no)
lack=$(firm name=缺 uscc=91510000MA0000031J zone=东区 industry=C3985)
expect "the rules in force, with their days and sources" 0 '四上企业 .*S23' "$luodi" decide book --on 2023-06-30
expect "who qualifies, who nearly does, and whose facts are missing" 0 '四上企业  in 1  losing it 0  near 1  facts missing 1  out 0' "$luodi" decide book 四上企业 --on 2023-06-30
"$luodi" decide book 四上企业 "#$near" --on 2023-06-30 > .out 2> .err
is "a no is exit status 1, with the way to a yes" "1 yes" "$? $(grep -q '主营业务收入 1850 → 2000 (+150)' .out && echo yes)"
expect "a yes with the rule that hit" 0 '四上企业：yes (rule 1)' "$luodi" decide book 四上企业 "#$into" --on 2023-06-30
"$luodi" decide book 四上企业 "#$lack" --on 2023-06-30 > .out 2> .err
is "a fact that is not known is named" "yes" "$(grep -q 'missing: 主营业务收入' .out && echo yes)"
expect "all classes and policies of a firm" 0 '专精特新中小企业' "$luodi" decide book all "#$near" --on 2023-06-30
json "as JSON" 0 "$luodi" decide book 四上企业 --on 2023-06-30 --json
expect "only those who nearly do" 0 "#$near  *近" "$luodi" decide book 四上企业 --standing near --on 2023-06-30
expect "as a workbook" 0 '' "$luodi" decide book 四上企业 --out list.xlsx --on 2023-06-30
is "which is one" "PK" "$(head -c 2 list.xlsx)"
expect "a table is chosen by its day" 0 '2026-04-01' "$luodi" decide book --on 2026-05-01
expect "no rule of that name, with those there are" 2 'no rule "四下企业" is in force on 2023-06-30; there are .*四上企业' "$luodi" decide book 四下企业 --on 2023-06-30 # rule_none
mkdir -p book/model/rules
sed 's/&gt;= 300/\&gt;= )/' size.dmn > book/model/rules/own.dmn
expect "a rule file that is wrong is refused when definitions are checked" 2 'rules/own.dmn:10' "$luodi" model check book
expect "and is not taken" 2 'rules/own.dmn:10' "$luodi" upgrade book
rm book/model/rules/own.dmn
expect "the ledger is sound" 0 '' "$luodi" verify book

done_testing
