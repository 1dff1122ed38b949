import type { Board, Contribution, Figure, RecordName, State } from '../src/api/types'
import { fig, made, zones, type Made } from './data.ts'
import { readPlan, SAMPLE_PLAN } from './plan.ts'

interface Got {
  status: number
  body: unknown
  plain?: boolean
}
const ok = (body: unknown): Got => ({ status: 200, body })
const ledger = { name: '示例账本', invented: true }

let adopted = false

function at(url: URL) {
  const asOf = url.searchParams.get('as_of')
  return { on: url.searchParams.get('on') || '2023-09-30', as_of: asOf, position: asOf && /^\d+$/.test(asOf) ? Number(asOf) : 184220, recorded: '2023-10-08T17:20:11+08:00' }
}
function until(url: URL): number {
  return Math.min(9, Math.max(1, Number(at(url).on.slice(5, 7))))
}
function name(i: number): RecordName {
  const firms = ['精工机器人', '云岭新材料', '远景口腔器械', '川江车桥', '航信电子', '博雅生物', '明德数控', '青禾包装', '恒力轴承', '启明光电']
  const what = ['生产基地', '研发中心', '二期扩建', '智能工厂', '检测中心', '产业园']
  return { kind: 'project', kind_label: '项目', id: String(1000 + i), title: `${firms[i % firms.length]}${what[(i * 7) % what.length]}项目` }
}
function contributions(m: Made, month?: number): Contribution[] {
  const list: Contribution[] = []
  m.seed.months.slice(0, m.until).forEach((value, i) => {
    if (month && month !== i + 1) return
    const previous = m.seed.level && i > 0 ? (m.seed.months[i - 1] ?? 0) : 0
    const delta = m.seed.level ? value - previous : value
    const count = m.seed.scale === 1 && m.seed.unit !== '%' ? Math.round(delta) : 2
    for (let k = 0; k < count; k++) {
      list.push({
        entry: 90000 + i * 1000 + k * 17,
        record: name(i * 5 + k),
        zone: m.target.zone,
        day: `2023-${String(i + 1).padStart(2, '0')}-${String(3 + k * 5).padStart(2, '0')}`,
        metric: m.target.metric ?? '',
        metric_label: m.target.metric_label ?? '',
        delta: fig(delta / count, m.seed, true),
        late: i === 2 && k === 1,
      })
    }
  })
  return list
}
function definition(m: Made, en: boolean) {
  return {
    metric: m.target.metric ?? '',
    label: m.target.label,
    note: en
      ? 'Projects of the zone on the day they first reach the stage; framework agreements and second phases of signed projects do not count.'
      : '本区项目首次到达该环节之日计 1 次；框架协议、已签约项目的二期不计。台账口径，由项目登记逐条算出。',
    how: m.seed.level ? 'stock' : 'count',
    text: 'count: project\nat: signed\nwhere: agreement = "formal"\nby: [industry, park]',
    file: 'metrics/projects.yaml',
    line: 12,
    unit: m.seed.unit,
    version: 1,
    account: m.target.account ?? 'ledger',
  }
}
function sum(list: Contribution[], m: Made): Figure {
  return fig(list.reduce((total, c) => total + (c.delta.value ?? 0) / m.seed.scale, 0), m.seed)
}

function board(url: URL, en: boolean): Got {
  const zone = url.searchParams.get('zone') ?? '12'
  const all = made(until(url), en)
  let targets = all.filter((m) => zone === 'all' || zone === 'city' || m.target.zone.id === zone).map((m) => m.target)
  if (zone === 'city') {
    targets = targets.filter((t) => ['projects-signed', 'investment-signed'].includes(t.metric ?? '') && t.zone.id === '12').map((t) => ({ ...t, id: null, rolled: true, zone: { id: '11', name: '某市' }, section: '', slice: null }))
  }
  const counts = { reached: 0, on_track: 0, tight: 0, behind: 0, no_data: 0, no_metric: 0, all: targets.length }
  for (const t of targets) counts[t.state] += 1
  const body: Board = {
    ledger,
    zone: zone === 'all' ? { id: 'all', name: '两区', type: 'all' } : zone === 'city' ? { id: '11', name: '某市', type: 'city' } : { id: zone, name: zones.find((z) => z.id === zone)?.name ?? '', type: 'zone' },
    year: 2023,
    at: at(url),
    time_share: until(url) === 9 ? 74.8 : Math.round((until(url) / 12) * 1000) / 10,
    counts,
    plans: [{ id: '31', title: '两区 2023 年重点工作安排（示例）' }],
    undertakings: 12,
    targets,
    changes: [
      { target: '53', label: '名单内竣工项目', from: 'tight' as State, from_word: en ? 'Tight' : '吃紧', to: 'behind' as State, to_word: en ? 'Behind' : '落后', day: '2023-09-26', worse: true, reason: en ? '42.9% reached, 74.8% of the time passed; two acceptances were sent back.' : '完成 42.9%，时间过去 74.8%；两项验收退回。' },
      { target: '65', label: '标准厂房完成招商', from: 'on_track' as State, from_word: en ? 'On track' : '在轨', to: 'tight' as State, to_word: en ? 'Tight' : '吃紧', day: '2023-09-25', worse: true, reason: en ? '71.3% reached; one lease ended.' : '完成 71.3%；一份租约到期未续。' },
      { target: '64', label: '标准厂房总规模', from: 'on_track' as State, from_word: en ? 'On track' : '在轨', to: 'reached' as State, to_word: en ? 'Reached' : '已达成', day: '2023-09-28', worse: false, reason: '' },
    ],
    revisions: [{ metric: 'investment-signed', metric_label: '签约总投资', zone: { id: '12', name: '临空经济区' }, month: '2023-08', reported: fig(27.4, { unit: '元', shown: '亿元', scale: 1e8 }), now: fig(26.8, { unit: '元', shown: '亿元', scale: 1e8 }), entry: 90017, reason: '协议补充条款调减投资。' }],
  }
  return ok(body)
}

function target(id: string, url: URL, en: boolean): Got {
  const m = made(until(url), en).find((x) => x.target.id === id)
  if (!m) return missing(en)
  const list = contributions(m)
  const months = m.target.months
  const last = m.seed.months.map((v, i) => (Number.isNaN(v) ? 6 + i : m.seed.level ? v * 0.62 : m.seed.scale === 1 ? Math.max(0, Math.round(v * 0.7 + ((i * 3) % 2))) : v * (0.55 + ((i * 5) % 4) / 8)))
  while (last.length && last.length < 12) last.push(m.seed.level ? last[last.length - 1]! * 1.04 : last[last.length - 4]!)
  const running = (values: number[]): number[] => values.map((_, i) => values.slice(0, i + 1).reduce((a, b) => a + b, 0))
  const year = Array.from({ length: 12 }, (_, i) => `2023-${String(i + 1).padStart(2, '0')}`)
  const heard = m.seed.months.slice(0, m.until)
  const figures = (values: number[]) => Array.from({ length: 12 }, (_, i) => (values[i] === undefined || Number.isNaN(values[i]!) ? null : fig(values[i]!, { ...m.seed, shown: m.seed.cadence ? '个' : m.seed.shown })))
  return ok({
    at: at(url),
    ledger,
    target: m.target,
    source: { plan: { id: '31', title: '两区 2023 年重点工作安排（示例）', year: 2023 }, section: m.target.section, line: 14, before: '围绕主导产业扩大招引，', quote: m.seed.quote, after: '，形成梯次推进的局面。' },
    definition: m.target.metric ? definition(m, en) : null,
    path: m.target.metric
      ? {
          unit: m.seed.cadence ? '个' : m.seed.shown,
          months: year,
          month: figures(heard),
          cumulative: m.seed.level ? figures([]) : figures(running(heard)),
          last_year: figures(last),
          last_year_cumulative: m.seed.level ? figures([]) : figures(running(last)),
          bound: m.seed.cadence ? fig(1, { ...m.seed, shown: '个' }) : fig(m.seed.bound, m.seed),
          each: m.seed.cadence ?? false,
          level: m.seed.level ?? false,
          scale: m.seed.scale,
        }
      : null,
    counts: m.target.metric && !m.seed.official ? { items: list.slice(0, 50), next: null, total: list.length, sum: sum(list, m) } : null,
    outsiders: m.target.metric && !m.seed.official
      ? {
          total: 8,
          items: [3, 8, 13, 21].map((i) => ({ record: name(i), day: `2023-0${(i % 8) + 1}-11`, reason: [en ? 'Its industry is not one of the three named' : '行业不在所列三类', en ? 'A framework agreement, not a formal one' : '框架协议，尚未签正式协议', en ? 'Dated 2022: counted last year' : '日期在 2022 年，已计入上年'][i % 3] })),
        }
      : null,
    history: [
      { entry: 401, recorded: '2023-01-20T09:12:00+08:00', act: 'add', act_word: en ? 'added' : '新增', field: 'value', label: en ? 'Bound' : '目标值', before: '', after: `${m.target.bound?.shown} ${m.target.bound?.shown_unit}`, effective: '2023-01-05', reason: '' },
      { entry: 402, recorded: '2023-02-03T10:00:00+08:00', act: 'change', act_word: en ? 'changed' : '变更', field: 'owner', label: en ? 'Owner' : '责任单位', before: '', after: m.seed.owner ?? '', effective: '2023-02-01', reason: '' },
    ],
    closings: m.seed.official ? [] : months.slice(0, 8).map((x, i) => ({ month: x.month, closed: 100000 + i, recorded: '2023-09-05T09:00:00+08:00', reported: i === 7 ? fig((heard[7] ?? 0) + (m.seed.scale === 1 ? 1 : 0.6), m.seed) : x.figure!, now: x.figure!, revised: i === 7 })),
    parts: m.seed.cadence || m.seed.official ? [{ metric: 'projects-signed', label: '签约项目', figure: fig(17, { unit: '个', shown: '个', scale: 1 }), period: '2023' }] : [],
  })
}

function figures(metric: string, url: URL, en: boolean): Got {
  const id = url.searchParams.get('target')
  const m = made(until(url), en).find((x) => (id ? x.target.id === id : x.target.metric === metric && (!url.searchParams.get('zone') || x.target.zone.id === url.searchParams.get('zone'))))
  if (!m) return missing(en)
  const period = url.searchParams.get('period') ?? '2023'
  const month = period.length === 7 ? Number(period.slice(5)) : undefined
  const list = contributions(m, month)
  return ok({
    at: at(url), ledger, metric, label: m.target.metric_label, note: definition(m, en).note, account: m.target.account, account_word: m.target.account_word,
    zone: m.target.zone, period, slice: m.target.slice, target: id ? { id, label: m.target.label } : null,
    figure: month ? (m.target.months[month - 1]?.figure ?? null) : m.target.figure, definition: definition(m, en),
    parts: m.seed.cadence ? [{ metric: 'projects-signed', label: '签约项目', figure: fig(17, { unit: '个', shown: '个', scale: 1 }), period: '2023' }] : [],
    items: list.slice(0, 50), next: null, total: list.length, sum: sum(list, m),
  })
}

const stages = (en: boolean) =>
  ([['lead', '线索', 'Lead', '2022-11-02'], ['signed', '签约', 'Signed', '2023-03-14'], ['landed', '落地', 'Landed', '2023-05-20'], ['started', '开工', 'Started', '2023-08'], ['completed', '竣工', 'Completed', null], ['producing', '投产', 'In production', null]] as const).map(([n, zh, e, date], i) => ({
    name: n, label: en ? e : zh, date, entry: date ? 90000 + i : null, current: n === 'started', ends: false,
  }))

function record(kind: string, id: string, url: URL, en: boolean): Got {
  const i = Number(id) - 1000
  return ok({
    at: at(url), ledger, kind, kind_label: en ? 'Project' : '项目', id, title: name(i).title, deleted: false,
    fields: [
      { name: 'name', label: en ? 'Name' : '项目名称', type: 'text', shown: name(i).title, unit: '', record: null, rolled: false },
      { name: 'zone', label: en ? 'Zone' : '所属园区', type: 'ref', shown: '临空经济区', unit: '', record: { kind: 'zone', kind_label: '园区', id: '12', title: '临空经济区' }, rolled: false },
      { name: 'investment', label: en ? 'Total investment' : '总投资', type: 'money', shown: '120,000', unit: '万元', record: null, rolled: false },
      { name: 'industry', label: en ? 'Industry' : '行业', type: 'code', shown: '3491 工业机器人制造', unit: '', record: null, rolled: false },
      { name: 'investor', label: en ? 'Investor' : '投资方', type: 'ref', shown: '精工机器人有限公司', unit: '', record: { kind: 'enterprise', kind_label: '企业', id: '2001', title: '精工机器人有限公司' }, rolled: false },
      { name: 'route', label: en ? 'Route' : '落地方式', type: 'choice', shown: en ? 'Builds on land' : '拿地自建', unit: '', record: null, rolled: false },
      { name: 'invested', label: en ? 'Invested so far' : '累计完成投资', type: 'money', shown: '36,420', unit: '万元', record: null, rolled: true },
      { name: 'note', label: en ? 'Note' : '备注', type: 'note', shown: '', unit: '', record: null, rolled: false },
    ],
    stages: stages(en),
    history: [
      { entry: 90003, recorded: '2023-09-02T10:11:00+08:00', act: 'stage', act_word: en ? 'reached stage' : '进入环节', field: null, label: en ? 'Started' : '开工', before: '', after: '2023-08', effective: '2023-08', reason: '', author: '李工' },
      { entry: 90102, recorded: '2023-08-21T15:00:00+08:00', act: 'correct', act_word: en ? 'corrected' : '更正', field: 'investment', label: en ? 'Total investment' : '总投资', before: '126,000 万元', after: '120,000 万元', effective: '2023-03-14', reason: '协议补充条款调减投资。', author: '王敏' },
      { entry: 90002, recorded: '2023-05-21T09:30:00+08:00', act: 'stage', act_word: en ? 'reached stage' : '进入环节', field: null, label: en ? 'Landed' : '落地', before: '', after: '2023-05-20', effective: '2023-05-20', reason: '', author: '李工' },
      { entry: 90001, recorded: '2023-03-15T17:42:00+08:00', act: 'stage', act_word: en ? 'reached stage' : '进入环节', field: null, label: en ? 'Signed' : '签约', before: '', after: '2023-03-14', effective: '2023-03-14', reason: '', author: '王敏' },
      { entry: 90000, recorded: '2022-11-02T11:00:00+08:00', act: 'add', act_word: en ? 'added' : '新增', field: null, label: '', before: '', after: name(i).title, effective: '2022-11-02', reason: '', author: '王敏' },
    ],
    clocks: [],
    history_total: 5,
    evidence: [
      { name: '投资协议.pdf', media_type: 'application/pdf', hash: '9a27', size: 204810, entry: 90001, erased: false },
      { name: '施工许可证.jpg', media_type: 'image/jpeg', hash: 'c411', size: 1504810, entry: 90003, erased: false },
    ],
    members: [], feeds: [{ metric: 'projects-signed', label: en ? 'Projects signed' : '签约项目数' }, { metric: 'investment-signed', label: en ? 'Investment signed' : '签约总投资' }],
  })
}

function records(kind: string, url: URL, en: boolean): Got {
  const items = Array.from({ length: 50 }, (_, i) => ({
    id: name(i).id, title: name(i).title, stage: { name: 'started', label: stages(en)[i % 6]!.label }, day: `2023-0${(i % 9) + 1}-1${i % 9}`,
    days: i % 40, clock: null,
    cells: [{ shown: name(i).title }, { shown: i % 2 ? '高新区' : '临空经济区', record: { kind: 'zone', kind_label: '园区', id: '12', title: '临空经济区' } }, { shown: String(1200 * ((i % 9) + 1)).replace(/\B(?=(\d{3})+$)/g, ',') }, { shown: '工业机器人制造' }],
  }))
  return ok({ at: at(url), kind, kind_label: en ? 'Project' : '项目', columns: [{ name: 'name', label: en ? 'Name' : '项目名称', type: 'text', unit: '' }, { name: 'zone', label: en ? 'Zone' : '所属园区', type: 'ref', unit: '' }, { name: 'investment', label: en ? 'Total investment' : '总投资', type: 'money', unit: '万元' }, { name: 'industry', label: en ? 'Industry' : '行业', type: 'code', unit: '' }], items, next: url.searchParams.get('cursor') ? null : 'p2', total: 402 })
}

function entryLine(position: number, en: boolean) {
  const act = (['stage', 'change', 'correct', 'add'] as const)[position % 4]!
  return { position, recorded: '2023-10-08T17:20:11+08:00', act, act_word: { stage: en ? 'reached stage' : '进入环节', change: en ? 'changed' : '变更', correct: en ? 'corrected' : '更正', add: en ? 'added' : '新增' }[act], kind: 'project', kind_label: en ? 'Project' : '项目', record: name(position % 60), effective: '2023-09-28', author: '王敏', source: position % 3 ? '导入 项目月报.xlsx 第 7 行' : '', reason: act === 'correct' ? '协议补充条款调减投资。' : '', summary: act === 'stage' ? (en ? 'Started' : '开工') : en ? 'Total investment' : '总投资', evidence: position % 2 }
}
function entry(position: number, en: boolean): Got {
  return ok({ ...entryLine(position, en), hash: '9a27c4110f5be2d86f3a90c1b7745dd2ab3c11d0e6f27a8894bb0c1e5d3f7a21', hash_kind: 'sm3', previous_hash: '07b1c25581aa4ce0d9f0137cbd92e8a4461f3b75c0de91a2774b8cc0135e9f60', body: '{"act":"stage","author":"#31","effective":"2023-03-14","evidence":["9a27…"],"kind":"project","record":"#1042","stage":"signed"}', changes: [{ label: en ? 'Total investment' : '总投资', before: '126,000 万元', after: '120,000 万元' }], moved: [{ metric: 'projects-signed', label: en ? 'Projects signed' : '签约项目', zone: { id: '12', name: '临空经济区' }, day: '2023-03-14', delta: fig(1, { unit: '个', shown: '个', scale: 1 }, true) }, { metric: 'investment-signed', label: en ? 'Investment signed' : '签约总投资', zone: { id: '12', name: '临空经济区' }, day: '2023-03-14', delta: fig(-0.6, { unit: '元', shown: '亿元', scale: 1e8 }, true) }], evidence_files: [{ name: '投资协议.pdf', media_type: 'application/pdf', hash: '9a27', size: 204810, erased: false }], previous: position - 1, next: position + 1 })
}

function kinds(en: boolean): Got {
  const k = (n: string, zh: string, e: string, help: string, count: number) => ({ name: n, label: en ? e : zh, help, count, fields: [{ name: 'name', label: en ? 'Name' : '名称', type: 'text', unit: '', required: true, filter: false }], stages: n === 'project' ? stages(en).map((s) => ({ name: s.name, label: s.label, evidence: [], evidence_label: '', after: [], ends: false, reason: false, track: '' })) : [], import: true })
  return ok({ items: [k('project', '项目', 'Project', en ? 'From lead to production.' : '从线索到投产。', 402), k('project-month', '项目月报', 'Project month', en ? 'Investment done in a month.' : '每月完成投资与形象进度。', 3120), k('enterprise', '企业', 'Enterprise', en ? 'A firm in the zone.' : '落户企业，一企一档。', 604), k('enterprise-month', '企业月报', 'Enterprise month', en ? 'Output, revenue, tax.' : '产值、营收、税收。', 14420), k('lease', '租约', 'Lease', en ? 'Who uses which floor.' : '谁用哪一层、多大、到何时。', 118), k('site', '载体', 'Site', en ? 'Land, factories, floors.' : '地块、厂房与楼层。', 96), k('zone', '园区', 'Zone', '', 5), k('list', '名单', 'List', '', 3)] })
}

function missing(en: boolean): Got {
  return { status: 404, body: { type: '/docs/errors#web_missing', title: en ? 'Not here' : '没有这一项', status: 404, code: 'web_missing', detail: en ? 'The ledger has no such thing at this position; check the address.' : '账本在此位置没有这一项；请核对地址，或取消“回看”。' } }
}

export function answer(method: string, url: URL, body: string, mode: 'full' | 'blank' | 'out'): Got {
  const en = url.searchParams.get('lang') === 'en'
  const path = url.pathname.slice(4)
  const parts = path.split('/').slice(1).map(decodeURIComponent)
  if (path === '/session') {
    if (mode === 'out') return ok({ signed_in: false, lang: 'zh' })
    const blank = mode === 'blank' && !adopted
    return ok({ signed_in: true, lang: 'zh', ledger: { name: blank ? '我的账本' : ledger.name, invented: mode === 'full', empty: blank, has_targets: !blank, position: blank ? 1 : 184220, recorded: '2023-10-08T17:20:11+08:00', entries: 184220 }, default: { zone: '12', year: 2023, on: '2023-09-30' }, years: [2023], zones: blank ? [] : zones })
  }
  if (method === 'POST' && path === '/plans/read') return ok(readPlan(body, url, null))
  if (method === 'POST' && path === '/plans/adopt') {
    adopted = true
    return { status: 201, body: { plan: '31', targets: 9, grey: 1, undertakings: 2, reported: 0, zones_made: 2, position: 61 }, plain: true }
  }
  if (method === 'POST' && parts[0] === 'import') {
    const good = url.searchParams.get('good_rows') === '1'
    return ok({ kind: parts[1], name: url.searchParams.get('name') ?? '', rows: 120, added: 100, changed: 12, unchanged: 6, refused: 2, columns: [{ header: '项目名称', field: 'name', label: '项目名称' }, { header: '总投资（万元）', field: 'investment', label: '总投资' }, { header: '备注2', field: null, label: '' }], sample: [{ row: 2, act: 'add', title: name(1).title }, { row: 3, act: 'change', title: name(2).title }], bad: [{ row: 7, column: '总投资（万元）', cell: 'C7', code: 'field_not_exact', message: en ? '"about 3000" is not exact; write the figure itself' : '“约3000”不是准数；请填确切数字' }, { row: 31, column: '签约日期', cell: 'F31', code: 'field_date', message: en ? '"2023.13.5" is no day; write 2023-12-05' : '“2023.13.5”不是日期；请写成 2023-12-05' }], bad_total: 2, bad_workbook: good ? '/api/import/bad/3f.xlsx' : null, written: good, position: 184340 })
  }
  if (path === '/board') return board(url, en)
  if (parts[0] === 'targets') return target(parts[1]!, url, en)
  if (parts[0] === 'figures') return figures(parts[1]!, url, en)
  if (parts[0] === 'ladder') return ok({ at: at(url), title: "", answers: [] }) // the rules' own stories are played on the real program
  if (parts[0] === 'records') return parts[2] ? record(parts[1]!, parts[2], url, en) : records(parts[1]!, url, en)
  if (parts[0] === 'entries') {
    if (parts[1]) return entry(Number(parts[1]), en)
    const before = Number(url.searchParams.get('before') ?? 184221)
    return ok({ items: Array.from({ length: 50 }, (_, i) => entryLine(before - 1 - i, en)), next: String(before - 50) })
  }
  if (path === '/plans') return ok({ items: [{ id: '31', title: '两区 2023 年重点工作安排（示例）', year: 2023, name: 'plan.txt', entry: 60, recorded: '2023-01-20T09:12:00+08:00', targets: 33, undertakings: 12 }], next: null })
  if (parts[0] === 'plans') return ok({ ...(readPlan(SAMPLE_PLAN, url, '31') as object), at: at(url) })
  if (path === '/undertakings')
    return ok({ items: ['争取设立审评检查分中心', '建立公共研发孵化中心和中试孵化器', '启动金融商务区建设', '谋划文创产业带'].map((quote, i) => ({ id: String(80 + i), quote, zone: { id: i < 2 ? '13' : '12', name: i < 2 ? '高新区' : '临空经济区' }, period: '2023', section: i < 2 ? '优化要素环境' : '基础配套', plan: { id: '31', title: '两区 2023 年重点工作安排（示例）' }, owner: null, state: 'open', state_word: en ? 'open' : '未办结', due: '2023-12-31' })), next: null, total: 4 })
  if (path === '/model/kinds') return kinds(en)
  return missing(en)
}
