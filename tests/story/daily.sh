#!/bin/sh
# A project from a conversation at an expo to production, at the command line: the lead answered in time and late, the agreement
# with its obligations, a task that goes down and comes back, a problem that goes up, an obligation missed and cured, and the
# day's work of each post on the way.
#     daily.sh LUODI MODEL_FOLDER JSON_CHECK
. "${0%/*}/tap.sh"

# add KIND FIELD=VALUE..: the number of the record made
add() {
    "$luodi" add book "$@" --json > .added 2> .err || { echo "cannot add $*: $(cat .err)" >&2; }
    value record .added
}
# reached KIND N STAGE DAY [MORE..]: one step, quietly
reached() {
    kind=$1 record=$2 stage=$3 day=$4
    shift 4
    "$luodi" stage book "$kind" "#$record" "$stage" --date "$day" "$@" > .out 2> .err || said no "$kind $stage on $day"
}
figure() { "$luodi" explain book "$@" --json > .figure 2> .err && value value .figure; }
is() { [ "$2" = "$3" ] && said yes "$1" || { echo "# wanted $2, got $3"; said no "$1"; }; }
# day DAY POST: the day's work of a post into .day
day() { "$luodi" day book --on "$1" --person "$2" --json > .day 2> .err || cat .err; }

expect "a ledger" 0 "" "$luodi" init book --name "East"
zone=$(add zone name=东区 type=zone --date 2022-01-01)
bureau=$(add department name=项目局 zone=东区 --date 2022-01-01)
power=$(add department name=供电专班 zone=东区 --date 2022-01-01)
chief=$(add person post=管委会主任 zone=东区 --date 2022-01-01)
deputy=$(add person post=分管副主任 zone=东区 --date 2022-01-01)
clerk=$(add person post=招商科长 department=项目局 zone=东区 --date 2022-01-01)
wire=$(add person post=供电联络员 department=供电专班 zone=东区 --date 2022-01-01)

# ---- the expo and the lead
expo=$(add channel-event name=口腔展 zone=东区 channel=expo start=2023-03-01 end=2023-03-03 cost=12万 --date 2023-02-20)
reached channel-event "$expo" held 2023-03-01
lead=$(add lead name=种植体生产线 zone=东区 investor=某口腔公司 channel=expo event=口腔展 keeper=招商科长 leader=分管副主任 reporter=招商科长 investment=2亿 --date 2023-03-01)
expect "a code that is none is refused where it stands" 2 "" "$luodi" add book lead name=x zone=东区 investor=x channel=expo investor_code=91350100M000100Y42
reached lead "$lead" reported 2023-03-01
day 2023-03-02 招商科长
is "the day after, the answer is due, and waits for who keeps it" "due answer" "$(value items.0.clock.light .day) $(value items.0.clock.clock .day)"
is "and nothing else waits for the post" 1 "$(value counts.all .day)"
is "nothing waits for the chief" 0 "$(day 2023-03-02 管委会主任; value counts.all .day)"
is "a lead that nobody answers is counted from the day after" 0/1 "$(figure leads-unanswered --period 2023-03-02)/$(figure leads-unanswered --period 2023-03-03)"
reached lead "$lead" answered 2023-03-02
is "answered in time it is not" 0 "$(figure leads-unanswered --period 2023-03-03)"
expect "a judgement needs its opinion" 1 "needs its opinion" "$luodi" stage book lead "#$lead" judged --date 2023-03-08
"$luodi" add book lead --record "#$lead" verdict=符合主导产业 --date 2023-03-08 > .out
day 2023-03-08 招商科长
is "the judgement is two working days late" "overdue -2" "$(value items.0.clock.light .day) $(value items.0.clock.left .day)"
is "and stands with the leader by now" 分管副主任 "$(value items.0.clock.stands_with.title .day)"
is "whose day shows it too" "judge" "$(day 2023-03-08 分管副主任; value items.0.clock.clock .day)"
reached lead "$lead" judged 2023-03-08
reached lead "$lead" fed_back 2023-03-10
expect "a lead that became a project names it" 1 "names it" "$luodi" stage book lead "#$lead" turned --date 2023-03-20

# ---- the project and its agreement
project=$(add project name=种植体生产基地 zone=东区 investor=某口腔公司 investment=2亿 route=lease "from_lead=#$lead" owner=项目局 secretary=招商科长 leader=分管副主任 planned_start=2023-06-30 planned_completion=2023-10-31 --date 2023-03-20)
"$luodi" add book lead --record "#$lead" "project=#$project" --date 2023-03-20 > .out
reached lead "$lead" turned 2023-03-20
reached project "$project" negotiating 2023-03-20
deal=$(add agreement number=东签2023-1 "project=#$project" type=investment amount=2亿 fair_review=flagged flagged_clause=按税收地方留成返还 keeper=招商科长 --date 2023-04-10)
expect "a doubtful clause stands before the signing" 1 "a doubtful clause is changed" "$luodi" stage book agreement "#$deal" signed --date 2023-04-20 --paper 协议
"$luodi" add book agreement --record "#$deal" fair_review=passed flagged_clause= --date 2023-04-18 > .out
reached agreement "$deal" signed 2023-04-20 --paper 协议
reached project "$project" signed 2023-04-20 --paper 协议
owed=$(add obligation name=设备到位5000万元 "agreement=#$deal" "project=#$project" side=investor measure=investment amount=5000万 due=2023-06-30 keeper=招商科长 leader=分管副主任 owner=项目局 --date 2023-04-20)
ours=$(add obligation name=交付厂房 "agreement=#$deal" "project=#$project" side=zone measure=land due=2023-05-31 keeper=招商科长 owner=项目局 --date 2023-04-20)
is "one obligation is due within thirty days" 1 "$(figure obligations-due-in-30-days --period 2023-05-10)"
reached obligation "$ours" met 2023-05-20 --paper 交接单
is "and was met" 0 "$(figure obligations-due-in-30-days --period 2023-05-30)"
is "the lead signed, by the day it was reported" 1 "$(figure leads-since-signed --period 2023-03)"

# ---- a task goes down
meeting=$(add meeting name=现场办公会 zone=东区 type=onsite "project=#$project" chair=管委会主任 keeper=招商科长 --date 2023-05-08)
reached meeting "$meeting" held 2023-05-08
task=$(add task number=东交2023-1 name=厂房临时用电 zone=东区 giver=管委会主任 owner=供电专班 responsible=供电联络员 leader=分管副主任 "meeting=#$meeting" "project=#$project" due=2023-05-15 --date 2023-05-08)
expect "a number is given once" 1 "the same Number already" "$luodi" add book task number=东交2023-1 name=x zone=东区 giver=管委会主任 owner=供电专班 due=2023-05-15
reached task "$task" assigned 2023-05-08
reached task "$task" taken 2023-05-08
day 2023-05-12 供电联络员
is "due soon" "soon do" "$(value items.0.clock.light .day) $(value items.0.clock.clock .day)"
expect "a reply says what was done" 1 "says what was done" "$luodi" stage book task "#$task" replied --date 2023-05-15
expect "a return needs a reply first" 1 "needs Replied first" "$luodi" stage book task "#$task" returned --date 2023-05-15 --reason x
"$luodi" add book task --record "#$task" reply=已接箱变 --date 2023-05-15 > .out
reached task "$task" replied 2023-05-15
is "the giver has it now" "accept" "$(day 2023-05-16 管委会主任; value items.0.clock.clock .day)"
expect "the giver gives it back, with the reason" 0 "" "$luodi" stage book task "#$task" returned --date 2023-05-16 --reason 容量不够
is "and it is overdue at once" "overdue" "$(day 2023-05-17 供电联络员; value items.0.clock.light .day)"

# ---- a problem goes up
problem=$(add problem name=变压器容量不足 zone=东区 raiser=供电联络员 type=power "project=#$project" owner=供电专班 lead=分管副主任 leader=管委会主任 --date 2023-05-17)
reached problem "$problem" lodged 2023-05-17
reached problem "$problem" with_unit 2023-05-17
is "the unit has three working days" "2023-05-22" "$("$luodi" day book --on 2023-05-18 --json > .day; grep -o '"clock":"unit"[^}]*"due":"[^"]*"' .day | sed 's/.*"due":"//;s/"//')"
reached problem "$problem" with_lead 2023-05-24
is "two days were lost by it" 2 "$(figure problem-days-lost --period 2023-05)"
is "the lead has it" "lead" "$(day 2023-05-25 分管副主任; grep -o '"clock":"lead"' .day | head -1 | cut -d'"' -f4)"
"$luodi" board book --json > .board
for post in 招商科长 供电联络员 分管副主任 管委会主任; do
    "$luodi" day book --on 2099-01-01 --person $post --json > .now
    "$luodi" day book --on 2099-01-01 --person $post --as-of "$(value at.position .board)" --json > .then
    is "found by index or looked at one by one, the day of $post is the same" "$(cat .then)" "$(cat .now)"
done
is "and not empty" "overdue" "$(value items.0.clock.light .now)"
expect "an answer must be written" 1 "must be written" "$luodi" stage book problem "#$problem" answered --date 2023-05-26
"$luodi" add book problem --record "#$problem" answer=增容至1600千伏安 --date 2023-05-26 > .out
reached problem "$problem" answered 2023-05-26
is "who asked must confirm" "confirm" "$(day 2023-05-29 供电联络员; grep -o '"clock":"confirm"' .day | cut -d'"' -f4)"
is "until then it is open" 1 "$(figure problems-open --period 2023-05-29)"
reached problem "$problem" confirmed 2023-05-29
is "then it is not" "0 1" "$(figure problems-open --period 2023-05-30) $(figure problems-confirmed --period 2023-05)"
reached task "$task" replied 2023-05-30
reached task "$task" accepted 2023-05-31
is "the task lost eleven working days" 11 "$(figure task-days-lost --period 2023-05)"
is "and was not in time" 0 "$(figure tasks-in-time-rate --period 2023)"
"$luodi" add book meeting --record "#$meeting" minutes_text=已印发 --date 2023-05-31 > .out
reached meeting "$meeting" minuted 2023-05-31
reached meeting "$meeting" closed 2023-06-01

# ---- lights by the rules that cities published
"$luodi" add book project --record "#$project" planned_year=1亿 --date 2023-04-20 > .out
add project-month "project=#$project" month=2023-05 invested=3200万 > .out
add project-month "project=#$project" month=2023-06 invested=800万 > .out
light() { LUODI_LANG=zh "$luodi" decide book "$1" "#$project" --on "${2:-2023-07-01}" > .light 2> .err; cat .light > .out; grep -o '红\|黄\|绿\|未规定' .light | sed -n 4p; }
is "40 done against 50 due is amber by the gap's share" 黄 "$(light 红黄绿灯（三亚2022，项目）)"
is "not yet by the ratio" 绿 "$(light 红黄绿灯（武汉）)"
is "and red by it in September" 红 "$(light 红黄绿灯（武汉） 2023-09-30)"
is "a rule of 2025 says nothing of 2023" "" "$(light 红黄绿灯（银川2025，进度）)"

# ---- an obligation missed and cured
is "past its day it is overdue" 1 "$(figure obligations-overdue --period 2023-07-01)"
day 2023-07-05 招商科长
expect "the day's work says so in words" 0 "设备到位5000万元" "$luodi" day book --on 2023-07-05 --person 招商科长
expect "missed needs the reason" 2 "needs a reason" "$luodi" stage book obligation "#$owed" unmet --date 2023-07-05
reached obligation "$owed" unmet 2023-07-05 --reason 设备延期
reached agreement "$deal" breached 2023-07-05 --reason 设备未到位
is "nothing is kept of what the investor owes" 50 "$(figure performance-rate --period 2023)"
expect "an agreement with something missed is not performed" 1 "are missed and not cured" "$luodi" stage book agreement "#$deal" performed --date 2023-07-06
is "a cure has thirty working days" 2023-08-16 "$("$luodi" day book --on 2023-07-06 --json > .day; grep -o '"clock":"cure"[^}]*"due":"[^"]*"' .day | head -1 | sed 's/.*"due":"//;s/"//')"
reached obligation "$owed" cured 2023-08-01 --paper 设备清单
reached agreement "$deal" cured 2023-08-01
is "cured it is kept" 100 "$(figure performance-rate --period 2023)"

# ---- to production
reached project "$project" registered 2023-05-05
reached project "$project" landed 2023-05-22
reached project "$project" fitting_out 2023-06-10
"$luodi" stage book project "#$project" in_production --date 2023-11-20 --paper 首张发票 > .out 2> .err || cat .err
is "the lead came to production" 1 "$(figure leads-since-in-production --period 2023-03)"
is "all of that month's leads did" 100 "$(figure lead-production-rate --period 2023-03)"
is "six yuan were spent for each ten thousand landed" 6 "$(figure channel-cost-per-landed --period 2023)"
is "the day was what it was then" "overdue" "$(day 2023-05-17 供电联络员; value items.0.clock.light .day)"
is "and at the end nothing waits" 0 "$("$luodi" day book --on 2023-12-01 --json > .day; value counts.overdue .day)"

# ---- asking wrongly
expect "a post that is none" 2 'there is no post "nobody"' "$luodi" day book --person nobody # board_person
LUODI_LANG=zh expect "in Chinese" 2 "没有岗位" "$luodi" day book --person nobody
LUODI_LANG=zh expect "everybody's day, in Chinese" 0 "所有人 · 2023-05-17" "$luodi" day book --on 2023-05-17
expect "all of it fits" 0 "all fits" "$luodi" verify book
done_testing
