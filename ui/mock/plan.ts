import type { PlanReading, Proposal, Statement } from '../src/api/types'

export const SAMPLE_PLAN = `两区 2023 年重点工作安排（示例）

一、临空经济区

在项目引领方面，列入名单的 27 个项目按期开工，59 个项目加快推进，28 个项目竣工。
在产业突破方面，年内签约三类产业项目 20 个以上，总投资 260 亿元以上，落地 15 个以上，投产 10 个以上，做到月月有签约。三草湾片区开工标准厂房 60 万平方米。
在基础配套方面，启动金融商务区建设，骨干路网基本成形。

二、高新区

持续招大引强。力争新签约项目 100 个以上，总投资 200 亿元以上。上年完成工业投资 41.2 亿元。
做优企业服务。争取设立审评检查分中心。“四上”企业新增 50 户以上。
`

interface Rule {
  find: string
  number: string
  label: string
  metric: string | null
  value: number
  shown: string
  unit: string
  shown_unit: string
  op: string
  kind?: 'actual'
  reason?: string
  doubt?: string
  event: string
}
const RULES: Rule[] = [
  { find: '列入名单的 27 个项目按期开工', number: '27 个', label: '名单内开工项目', metric: 'listed-started', value: 27, shown: '27', unit: '个', shown_unit: '个', op: '=', event: 'start' },
  { find: '59 个项目加快推进', number: '59 个', label: '名单内加快建设项目', metric: 'listed-building', value: 59, shown: '59', unit: '个', shown_unit: '个', op: '=', event: 'build' },
  { find: '28 个项目竣工', number: '28 个', label: '名单内竣工项目', metric: 'listed-completed', value: 28, shown: '28', unit: '个', shown_unit: '个', op: '=', event: 'complete' },
  { find: '年内签约三类产业项目 20 个以上', number: '20 个以上', label: '签约项目', metric: 'projects-signed', value: 20, shown: '≥ 20', unit: '个', shown_unit: '个', op: '>=', event: 'sign' },
  { find: '总投资 260 亿元以上', number: '260 亿元以上', label: '签约总投资', metric: 'investment-signed', value: 26000000000, shown: '≥ 260', unit: '元', shown_unit: '亿元', op: '>=', event: 'sign' },
  { find: '落地 15 个以上', number: '15 个以上', label: '落地项目', metric: 'projects-landed', value: 15, shown: '≥ 15', unit: '个', shown_unit: '个', op: '>=', event: 'land' },
  { find: '投产 10 个以上', number: '10 个以上', label: '投产项目', metric: 'projects-producing', value: 10, shown: '≥ 10', unit: '个', shown_unit: '个', op: '>=', event: 'produce' },
  { find: '做到月月有签约', number: '月月有签约', label: '月月有签约', metric: 'months-with-signing', value: 1, shown: '每月 ≥ 1', unit: '次/月', shown_unit: '', op: '>=', event: 'sign' },
  { find: '三草湾片区开工标准厂房 60 万平方米', number: '60 万平方米', label: '标准厂房开工面积', metric: 'factory-started', value: 600000, shown: '60', unit: '平方米', shown_unit: '万㎡', op: '=', event: 'start', doubt: 'scope' },
  { find: '力争新签约项目 100 个以上', number: '100 个以上', label: '签约项目', metric: 'projects-signed', value: 100, shown: '≥ 100', unit: '个', shown_unit: '个', op: '>=', event: 'sign' },
  { find: '总投资 200 亿元以上', number: '200 亿元以上', label: '签约总投资', metric: 'investment-signed', value: 20000000000, shown: '≥ 200', unit: '元', shown_unit: '亿元', op: '>=', event: 'sign' },
  { find: '上年完成工业投资 41.2 亿元', number: '41.2 亿元', label: '工业投资', metric: 'industrial-investment', value: 4120000000, shown: '41.20', unit: '元', shown_unit: '亿元', op: '=', kind: 'actual', event: 'invest' },
  { find: '“四上”企业新增 50 户以上', number: '50 户以上', label: '新增四上企业', metric: null, value: 50, shown: '≥ 50', unit: '户', shown_unit: '户', op: '>=', event: 'cultivate', reason: '口径里没有“四上企业新增”的登记；请先导入企业名录。' },
]
const DUTIES = ['启动金融商务区建设', '骨干路网基本成形', '争取设立审评检查分中心']

function offset(text: string, part: string, from = 0): number {
  const at = text.indexOf(part, from)
  return at < 0 ? -1 : Array.from(text.slice(0, at)).length
}

export function readPlan(text: string, url: URL, adopted: string | null): PlanReading {
  const statements: Statement[] = []
  const proposals: Proposal[] = []
  const second = offset(text, '二、')
  for (const rule of RULES) {
    const start = offset(text, rule.find)
    if (start < 0) continue
    const zone = second > 0 && start > second ? '高新区' : '临空经济区'
    const index = statements.length
    statements.push({
      index, quote: rule.find, start, end: start + Array.from(rule.find).length, number: rule.number, num_start: start + offset(rule.find, rule.number),
      value: rule.value, value_max: null, unit: rule.unit, op: rule.op, kind: rule.kind ?? 'target', measure: 'count', event: rule.event, subject: rule.label,
      scope: zone, period: rule.kind ? '2022' : '2023', examples: [], line: 1 + text.slice(0, text.indexOf(rule.find)).split('\n').length - 1, section: zone === '高新区' ? '持续招大引强' : '产业突破',
      doubtful: !!rule.doubt, doubt: rule.doubt ?? '', shown: rule.shown, shown_unit: rule.shown_unit,
    })
    proposals.push({
      statement: index, become: rule.kind ? 'reported' : 'target', label: rule.label, metric: rule.metric, metric_label: rule.metric ? rule.label : '',
      zone: { id: adopted ? '12' : null, name: zone }, park: rule.doubt ? { id: null, name: '三草湾片区' } : null, slice: rule.label === '签约项目' && zone !== '高新区' ? '限三类产业' : null, period: rule.kind ? '2022' : '2023',
      bound: { op: rule.op, value: rule.value, unit: rule.unit, shown: rule.shown, shown_unit: rule.shown_unit }, tied: !!rule.metric,
      reason: rule.reason ?? (rule.kind ? '说的是已完成的数，记为报告数，不作目标。' : '“签约”对应环节 signed，按首次到达计数。'),
      question: rule.doubt ? '地点读作“三草湾片区”，请核对。' : null,
      target: adopted && !rule.kind ? { id: '54', state: rule.metric ? 'on_track' : 'no_metric', state_word: rule.metric ? '在轨' : '尚无口径', figure: rule.metric ? { value: 17, unit: rule.unit, shown: '17', shown_unit: rule.shown_unit } : null } : null,
    })
  }
  const undertakings = DUTIES.map((quote) => ({ quote, start: offset(text, quote) })).filter((d) => d.start >= 0).map((d, index) => ({ index, id: adopted ? String(80 + index) : undefined, quote: d.quote, start: d.start, end: d.start + Array.from(d.quote).length, scope: null, period: '2023', line: 8, section: '基础配套' }))
  return {
    name: url.searchParams.get('name') ?? '', title: text.split('\n')[0] ?? '', year: Number(url.searchParams.get('year') ?? 2023), text, code_points: Array.from(text).length,
    sections: [{ heading: '一、临空经济区', topic: '', start: offset(text, '一、') }, { heading: '二、高新区', topic: '', start: second }].filter((s) => s.start >= 0),
    statements, undertakings, figures: [], furniture: [], proposals,
    zones_to_make: adopted ? [] : [{ name: '临空经济区', type: 'zone', parent: null }, { name: '高新区', type: 'zone', parent: null }, { name: '三草湾片区', type: 'park', parent: '临空经济区' }],
    counts: { statements: statements.length, targets: proposals.filter((p) => p.become === 'target').length, tied: proposals.filter((p) => p.tied && p.become === 'target').length, untied: proposals.filter((p) => !p.tied).length, reported: proposals.filter((p) => p.become === 'reported').length, undertakings: undertakings.length, unknown_figures: 0 },
    adopted, ...(adopted ? { plan: { id: '31', title: text.split('\n')[0] ?? '', year: 2023, entry: 60, recorded: '2023-01-20T09:12:00+08:00' } } : {}),
  }
}
