// Invented: no figure here is of a real place.
import type { Bound, Figure, Month, State, Target, Zone } from '../src/api/types'

export const zones: Zone[] = [
  { id: '11', name: '某市', short: '全市', type: 'city', parent: null },
  { id: '12', name: '临空经济区', short: '临空', type: 'zone', parent: '11' },
  { id: '13', name: '高新区', short: '高新', type: 'zone', parent: '11' },
  { id: '14', name: '三草湾片区', short: '三草湾', type: 'park', parent: '12' },
  { id: '15', name: '清泉片区', short: '清泉', type: 'park', parent: '12' },
]

interface Seed {
  label: string
  section: string
  metric: string | null
  unit: string
  shown: string
  scale: number
  op: string
  bound: number
  months: number[] // in the shown unit
  level?: boolean
  park?: string
  slice?: string
  quote: string
  owner?: string
  official?: boolean
  state?: State
  word?: string
  cadence?: boolean
  factor?: number
  of?: string
}

const A: Seed[] = [
  { label: '名单内开工项目', section: '项目引领', metric: 'listed-started', unit: '个', shown: '个', scale: 1, op: '=', bound: 27, months: [1, 2, 4, 2, 3, 3, 1, 2, 1], quote: '…二期等 27 个项目按期开工', owner: '项目推进局' },
  { label: '名单内加快建设项目', section: '项目引领', metric: 'listed-building', unit: '个', shown: '个', scale: 1, op: '=', bound: 59, months: [38, 41, 43, 44, 47, 49, 50, 52, 54], level: true, quote: '…文旅等 59 个项目加快推进', owner: '项目推进局' },
  { label: '名单内竣工项目', section: '项目引领', metric: 'listed-completed', unit: '个', shown: '个', scale: 1, op: '=', bound: 28, months: [0, 0, 2, 1, 1, 3, 2, 1, 2], quote: '…基地等 28 个项目竣工', owner: '建设局' },
  { label: '签约项目', section: '产业突破', metric: 'projects-signed', unit: '个', shown: '个', scale: 1, op: '>=', bound: 20, months: [2, 1, 3, 2, 2, 2, 1, 2, 2], slice: '限智能制造、新材料、国防科技', quote: '年内签约三类产业项目 20 个以上', owner: '投资促进局' },
  { label: '签约总投资', section: '产业突破', metric: 'investment-signed', unit: '元', shown: '亿元', scale: 1e8, op: '>=', bound: 260, months: [18.2, 9.6, 66.4, 21.0, 27.3, 30.1, 12.0, 26.8, 17.2], slice: '限智能制造、新材料、国防科技', quote: '总投资 260 亿元以上', owner: '投资促进局' },
  { label: '落地项目', section: '产业突破', metric: 'projects-landed', unit: '个', shown: '个', scale: 1, op: '>=', bound: 15, months: [1, 0, 2, 2, 1, 2, 1, 3, 4], quote: '落地项目 15 个以上', owner: '投资促进局' },
  { label: '投产项目', section: '产业突破', metric: 'projects-producing', unit: '个', shown: '个', scale: 1, op: '>=', bound: 10, months: [0, 1, 0, 1, 2, 1, 0, 1, 1], quote: '投产 10 个以上', owner: '企业服务局' },
  { label: '月月有签约', section: '产业突破', metric: 'months-with-signing', unit: '月', shown: '/ 9 月', scale: 1, op: '>=', bound: 12, months: [2, 1, 3, 2, 2, 2, 1, 2, 2], quote: '做到月月有签约', owner: '投资促进局', cadence: true },
  { label: '月月有落地', section: '产业突破', metric: 'months-with-landing', unit: '月', shown: '/ 9 月', scale: 1, op: '>=', bound: 12, months: [1, 0, 2, 2, 1, 2, 1, 3, 4], quote: '做到月月有落地', owner: '投资促进局', cadence: true },
  { label: '月月有开工', section: '产业突破', metric: 'months-with-start', unit: '月', shown: '/ 9 月', scale: 1, op: '>=', bound: 12, months: [1, 2, 4, 2, 3, 3, 1, 2, 1], quote: '做到月月有开工', owner: '项目推进局', cadence: true },
  { label: '集中连片产业用地', section: '产业突破', metric: 'land-contiguous', unit: '亩', shown: '万亩', scale: 1e4, op: '=', bound: 1.1, months: [0.62, 0.64, 0.7, 0.7, 0.74, 0.78, 0.8, 0.85, 0.88], level: true, park: '三草湾片区', quote: '形成 1.1 万亩连片集聚区', owner: '自然资源局' },
  { label: '标准厂房开工面积', section: '产业突破', metric: 'factory-started', unit: '平方米', shown: '万㎡', scale: 1e4, op: '=', bound: 60, months: [0, 4.2, 8.1, 6.4, 7.7, 9.0, 3.1, 4.4, 2.9], park: '三草湾片区', quote: '开工标准厂房 60 万㎡', owner: '平台公司' },
  { label: '标准厂房建成面积', section: '产业突破', metric: 'factory-built', unit: '平方米', shown: '万㎡', scale: 1e4, op: '=', bound: 18, months: [0, 0, 2.2, 1.1, 3.0, 2.8, 1.9, 2.4, 3.8], park: '三草湾片区', quote: '建成 18 万㎡', owner: '平台公司' },
  { label: '标准厂房总规模', section: '产业突破', metric: 'factory-stock', unit: '平方米', shown: '万㎡', scale: 1e4, op: '=', bound: 40, months: [26, 26, 28.1, 29.4, 31, 34.2, 36.3, 38, 40.2], level: true, park: '清泉片区', quote: '形成 40 万㎡总规模', owner: '平台公司' },
  { label: '标准厂房完成招商', section: '产业突破', metric: 'factory-let', unit: '平方米', shown: '万㎡', scale: 1e4, op: '=', bound: 30, months: [9.8, 10.9, 12.2, 14.4, 15.9, 17.1, 18.0, 19.6, 21.4], level: true, park: '清泉片区', quote: '完成 30 万㎡招商', slice: '租售合计', owner: '平台公司' },
  { label: '“4 横 3 纵”骨干路网', section: '基础配套', metric: null, unit: '条', shown: '条', scale: 1, op: '=', bound: 7, months: [], park: '三草湾片区', quote: '骨干路网基本成形', owner: '建设局', state: 'no_metric' },
]
const H: Seed[] = [
  { label: '签约项目', section: '持续招大引强', metric: 'projects-signed', unit: '个', shown: '个', scale: 1, op: '>=', bound: 100, months: [6, 4, 11, 9, 8, 12, 7, 9, 10], quote: '新签约 100 个以上', owner: '招商局' },
  { label: '签约总投资', section: '持续招大引强', metric: 'investment-signed', unit: '元', shown: '亿元', scale: 1e8, op: '>=', bound: 200, months: [11, 7.4, 31, 14.2, 18.8, 33.5, 9.4, 21, 24.6], quote: '总投资 200 亿元以上', owner: '招商局' },
  { label: '新开工项目', section: '加快项目落地', metric: 'projects-started', unit: '个', shown: '个', scale: 1, op: '=', bound: 31, months: [1, 1, 6, 3, 2, 5, 2, 1, 4], quote: '新开工 31 个', owner: '项目服务局' },
  { label: '固定资产投资增速', section: '加快项目落地', metric: 'fixed-investment-growth', unit: '%', shown: '%', scale: 1, op: '>=', bound: 16, months: [NaN, 9.2, 10.8, 11.4, 12.1, 13.6, 13.1, 13.9, NaN], level: true, quote: '全社会固投增长 16% 以上', owner: '统计局', official: true, of: '2023-08' },
  { label: '工业投资（以 2022 年为基数）', section: '加快项目落地', metric: 'industrial-investment-ratio', unit: '%', shown: '%', scale: 1, op: '>=', bound: 200, months: [NaN, 22, 41, 55, 70, 96, 108, 121, NaN], level: true, quote: '工业投资在上年基础上翻番', owner: '经济发展局', official: true, of: '2023-08' },
  { label: '新谋划包装项目', section: '加快项目落地', metric: 'projects-planned', unit: '个', shown: '个', scale: 1, op: '=', bound: 100, months: [12, 8, 15, 9, 10, 14, 9, 7, 11], quote: '谋划包装项目 100 个', owner: '经济发展局' },
  { label: '新包装专项债及政策性金融项目', section: '加快项目落地', metric: 'bond-projects', unit: '个', shown: '个', scale: 1, op: '=', bound: 9, months: [0, 1, 2, 0, 1, 1, 0, 1, 0], quote: '专项债及政策性金融项目 9 个', owner: '财政金融局' },
  { label: '产业发展资金', section: '做优企业服务', metric: 'industry-fund', unit: '元', shown: '亿元', scale: 1e8, op: '=', bound: 1.8, months: [0, 0, 1.2, 0, 0, 0.6, 0, 0, 0], quote: '安排 1.8 亿元产业发展资金', owner: '财政金融局' },
  { label: '新增 10 亿元企业', section: '做优企业服务', metric: 'firms-over-1b', unit: '户', shown: '户', scale: 1, op: '=', bound: 2, months: [0, 0, 0, 0, 0, 1, 0, 0, 0], quote: '培育 10 亿元以上企业 2 户', owner: '企业服务局' },
  { label: '新增亿元企业', section: '做优企业服务', metric: 'firms-over-100m', unit: '户', shown: '户', scale: 1, op: '=', bound: 5, months: [0, 0, 1, 0, 1, 1, 0, 1, 1], quote: '亿元以上企业 5 户', owner: '企业服务局' },
  { label: '两大主导产业产值增速', section: '做优企业服务', metric: 'leading-output-growth', unit: '%', shown: '%', scale: 1, op: '>=', bound: 20, months: [6.2, 8.8, 9.1, 12.2, 14, 16.8, 17.9, 18.4, 18.8], level: true, slice: '口腔药械、机车汽车', quote: '两大主导产业产值增长 20% 以上', owner: '企业服务局' },
  { label: '个转企', section: '做优企业服务', metric: 'converted', unit: '户', shown: '户', scale: 1, op: '>=', bound: 25, months: [1, 2, 4, 3, 2, 4, 3, 2, 5], quote: '“个转企”25 户以上', owner: '市场监管局' },
  { label: '新增四上企业', section: '做优企业服务', metric: 'four-above', unit: '户', shown: '户', scale: 1, op: '>=', bound: 50, months: [11, 0, 3, 4, 2, 5, 1, 2, 3], quote: '“四上”企业 50 户以上', owner: '统计局' },
  { label: '新增小巨人企业', section: '做优企业服务', metric: 'little-giants', unit: '户', shown: '户', scale: 1, op: '=', bound: 1, months: [0, 0, 0, 0, 0, 0, 1, 0, 0], quote: '小巨人 1 户', owner: '企业服务局' },
  { label: '新增专精特新企业', section: '做优企业服务', metric: 'specialised', unit: '户', shown: '户', scale: 1, op: '=', bound: 9, months: [0, 0, 2, 0, 0, 3, 0, 0, 2], quote: '专精特新 9 户', owner: '企业服务局' },
  { label: '新增高新技术企业', section: '做优企业服务', metric: 'high-tech', unit: '户', shown: '户', scale: 1, op: '>=', bound: 50, months: [0, 0, 0, 0, 0, 12, 0, 0, 9], quote: '高新技术企业 50 户以上', owner: '科技局' },
  { label: '新增科技型中小企业', section: '做优企业服务', metric: 'tech-small', unit: '户', shown: '户', scale: 1, op: '>=', bound: 100, months: [0, 4, 22, 18, 15, 11, 9, 8, 7], quote: '科技型中小企业 100 户以上', owner: '科技局' },
]

const WORD: Record<State, [string, string]> = {
  reached: ['已达成', 'Reached'],
  on_track: ['在轨', 'On track'],
  tight: ['吃紧', 'Tight'],
  behind: ['落后', 'Behind'],
  no_data: ['暂无数据', 'No figure yet'],
  no_metric: ['尚无口径', 'No metric'],
}

export function fig(value: number, seed: { unit: string; shown: string; scale: number }, sign = false): Figure {
  const shown = (sign ? value : Math.abs(value)) / 1
  const places = seed.scale === 1e8 ? 2 : seed.unit === '%' || seed.scale === 1e4 ? (seed.shown === '万亩' ? 2 : 1) : 0
  const text = Math.abs(shown).toFixed(places)
  return { value: Math.round(value * seed.scale * 1000) / 1000, unit: seed.unit, shown: (sign && value < 0 ? '−' : '') + text.replace(/\B(?=(\d{3})+(?!\d))/g, ','), shown_unit: seed.shown }
}

export interface Made {
  seed: Seed
  target: Target
  value: number
  until: number
}

function make(seed: Seed, id: string, zone: Zone, until: number, en: boolean): Made {
  const OP: Record<string, string> = { '>=': '≥ ', '=': '', '<=': '≤ ' }
  const heard = seed.months.slice(0, until)
  const known = heard.filter((m) => !Number.isNaN(m))
  const flow = !seed.level && !seed.cadence
  const value = seed.cadence ? heard.filter((m) => m > 0).length : flow ? known.reduce((a, b) => a + b, 0) : (known[known.length - 1] ?? 0)
  const time = seed.cadence ? 100 : Math.round((until / 12) * 1000) / 10
  const bound = seed.cadence ? until : seed.bound
  const share = Math.round((value / bound) * 1000) / 10
  const missed = seed.cadence ? heard.findIndex((m) => m === 0) + 1 : 0
  const state: State =
    seed.state ?? (seed.cadence ? (missed ? 'behind' : 'on_track') : share >= 100 ? 'reached' : share >= time ? 'on_track' : share >= time * 0.85 ? 'tight' : 'behind')
  const top = Math.max(1e-9, ...known)
  const months: Month[] = seed.months.length
    ? Array.from({ length: 12 }, (_, i) => {
        const m = seed.months[i]
        const ahead = i >= until || m === undefined
        const none = m !== undefined && Number.isNaN(m)
        return {
          month: `2023-${String(i + 1).padStart(2, '0')}`,
          figure: ahead || none ? null : fig(m!, { ...seed, shown: seed.cadence ? '个' : seed.shown }),
          height: ahead || none ? 0 : Math.round((m! / top) * 100),
          state: ahead ? 'future' : none ? 'none' : m === 0 ? (seed.cadence ? 'missed' : 'empty') : 'ok',
        }
      })
    : []
  const word = WORD[state][en ? 1 : 0]
  const b: Bound = { ...fig(seed.bound, seed), op: seed.op }
  b.shown = seed.cadence ? (en ? 'monthly ≥ 1' : '每月 ≥ 1') : OP[seed.op] + b.shown
  if (seed.cadence) b.shown_unit = ''
  const figure = state === 'no_metric' ? null : seed.cadence ? { ...fig(value, seed), shown_unit: en ? `/ ${until} mo` : `/ ${until} 月` } : { ...fig(value, seed), of: seed.of }
  const reason =
    state === 'no_metric'
      ? en
        ? '"Basically formed" names no number of sections; no metric measures it yet.'
        : '“基本成形”没有给出路段数，现有指标都不能衡量；可为路段登记后新增指标。'
      : seed.cadence
        ? missed
          ? en
            ? `Nothing in month ${missed}; the plan asks for one every month.`
            : `${missed} 月没有，规划要求每月至少 1 个。`
          : en
            ? 'Every month so far has at least one.'
            : '至今每月都有。'
        : en
          ? `${share}% reached, ${time}% of the time passed.`
          : `完成 ${share}%，时间过去 ${time}%。`
  return {
    seed,
    value,
    until,
    target: {
      id,
      label: seed.label,
      section: seed.section,
      metric: seed.metric,
      metric_label: seed.metric ? seed.label : '',
      account: seed.metric ? (seed.official ? 'official' : 'ledger') : null,
      account_word: seed.official ? (en ? 'official' : '统计口径') : en ? 'ledger' : '台账口径',
      zone: { id: zone.id, name: zone.name },
      park: seed.park ? { id: '14', name: seed.park } : null,
      slice: seed.slice ?? null,
      period: '2023',
      bound: b,
      value: figure ? figure.value : null,
      figure,
      share: figure ? share : null,
      time_share: time,
      state,
      state_word: seed.cadence && missed ? (en ? `None in ${missed}` : `${missed} 月缺`) : word,
      reason,
      gap: figure ? fig(value - bound, { ...seed, shown: seed.cadence ? '' : seed.shown }, true) : null,
      months,
      quote: seed.quote,
      plan: { id: '31', name: '两区 2023 年重点工作安排（示例）' },
      owner: seed.owner ? { id: '21', name: seed.owner } : null,
      beside: null,
      forecast: null,
      rolled: false,
      parts: [],
    },
  }
}

export function made(until: number, en: boolean): Made[] {
  const a = zones[1]!
  const h = zones[2]!
  return [...A.map((seed, i) => make(seed, String(51 + i), a, until, en)), ...H.map((seed, i) => make(seed, String(71 + i), h, until, en))]
}
