// What the server answers: docs/reference/api.md, section by section.

export interface Figure {
  value: number | null
  unit: string
  shown: string
  shown_unit: string
  why?: string
  of?: string
}
export interface Bound extends Figure {
  op: string
  value_max?: number
}
export interface Named {
  id: string
  name: string
}
export interface At {
  on: string
  as_of: string | null
  position: number
  recorded: string | null
}
export interface LedgerName {
  name: string
  invented: boolean
}
export interface Zone extends Named {
  short: string
  type: 'city' | 'zone' | 'park' | string
  parent: string | null
}
export interface Session {
  signed_in: boolean
  lang: string
  ledger?: LedgerName & {
    empty: boolean
    has_targets: boolean
    position: number
    recorded: string | null
    entries: number
  }
  default?: { zone: string; year: number; on: string }
  years?: number[]
  zones?: Zone[]
}

export type State = 'reached' | 'on_track' | 'tight' | 'behind' | 'no_data' | 'no_metric'
export interface Month {
  month: string
  figure: Figure | null
  height: number
  state: 'ok' | 'empty' | 'missed' | 'future' | 'none'
}
export interface PlanName {
  id: string
  title: string
  year?: number
}
export interface Target {
  id: string | null
  label: string
  section: string
  metric: string | null
  metric_label: string
  account: 'ledger' | 'official' | null
  account_word: string
  zone: Named
  park: Named | null
  slice: string | null
  slice_words?: string | null
  period: string
  bound: Bound | null
  value: number | null
  figure: Figure | null
  share: number | null
  time_share: number | null
  state: State
  state_word: string
  reason: string
  gap: Figure | null
  months: Month[]
  quote: string
  plan: PlanName | null
  owner: Named | null
  beside: { metric: string; label: string; account: string; account_word: string; figure: Figure } | null
  forecast: null
  rolled: boolean
  parts: string[]
}
export interface Change {
  target: string
  label: string
  from: State
  from_word: string
  to: State
  to_word: string
  day: string
  worse: boolean
  reason: string
}
export interface Revision {
  metric: string
  metric_label: string
  zone: Named
  month: string
  reported: Figure
  now: Figure
  entry: number
  reason: string
}
export interface Board {
  ledger: LedgerName
  zone: Named & { type: string }
  year: number
  at: At
  time_share: number
  counts: Record<State, number> & { all: number }
  plans: PlanName[]
  undertakings: number
  targets: Target[]
  changes: Change[]
  revisions: Revision[]
}

export interface RecordName {
  kind: string
  kind_label: string
  id: string
  title: string
}
export interface Contribution {
  entry: number
  record: RecordName
  zone: Named | null
  day: string
  metric: string
  metric_label: string
  delta: Figure
  late: boolean
}
export interface Definition {
  metric: string
  label: string
  note: string
  how: string
  text: string
  file: string
  line: number
  unit: string
  version: number
  account?: 'ledger' | 'official'
}
export interface Part {
  metric: string
  label: string
  figure: Figure
  period: string
}
export interface Path {
  unit: string
  months: string[]
  month: (Figure | null)[]
  cumulative: (Figure | null)[]
  last_year: (Figure | null)[]
  last_year_cumulative: (Figure | null)[]
  bound: Figure | null
  level: boolean
  each?: boolean
  scale: number
}
export interface HistoryLine {
  entry: number
  recorded: string
  act: string
  act_word: string
  field: string | null
  label: string
  before: string
  after: string
  effective: string
  reason: string
  author?: string
}
export interface Closing {
  month: string
  closed: number
  recorded: string
  reported: Figure
  now: Figure
  revised: boolean
}
export interface TargetPage {
  at: At
  ledger: LedgerName
  target: Target
  source: { plan: PlanName; section: string; line: number; before: string; quote: string; after: string } | null
  definition: Definition | null
  path: Path | null
  counts: { items: Contribution[]; next: string | null; total: number; sum: Figure } | null
  outsiders: { items: { record: RecordName; day: string; reason: string }[]; total: number } | null
  history: HistoryLine[]
  closings: Closing[]
  parts: Part[]
}
export interface FigurePage {
  at: At
  ledger: LedgerName
  metric: string
  label: string
  note: string
  account: 'ledger' | 'official'
  account_word: string
  zone: Named | null
  period: string
  slice: string | null
  slice_words?: string | null
  target: { id: string; label: string } | null
  figure: Figure
  definition: Definition
  parts: Part[]
  items: Contribution[]
  next: string | null
  total: number
  sum: Figure
}

export interface List<T> {
  items: T[]
  next: string | null
  total?: number
}
export interface Column {
  name: string
  label: string
  type: string
  unit: string
}
export interface RecordRow {
  id: string
  title: string
  stage: { name: string; label: string } | null
  day: string | null
  cells: { shown: string; record?: RecordName }[]
}
export interface RecordList extends List<RecordRow> {
  at: At
  kind: string
  kind_label: string
  columns: Column[]
}
export interface EvidenceFile {
  name: string
  media_type: string
  hash: string
  size: number
  entry?: number
  erased: boolean
}
export interface RecordPage {
  at: At
  ledger: LedgerName
  kind: string
  kind_label: string
  id: string
  title: string
  deleted: boolean
  fields: {
    name: string
    label: string
    type: string
    shown: string
    unit: string
    record: RecordName | null
    rolled: boolean
  }[]
  stages: { name: string; label: string; date: string | null; entry: number | null; current: boolean; ends: boolean }[]
  history: HistoryLine[]
  history_total?: number
  evidence: EvidenceFile[]
  members: { field: string; label: string; items: RecordName[]; total: number }[]
  feeds: { metric: string; label: string }[]
}
export interface EntryLine {
  position: number
  recorded: string
  act: string
  act_word: string
  kind: string | null
  kind_label: string
  record: RecordName | null
  effective: string
  author: string
  source: string
  reason: string
  summary: string
  evidence: number
}
export interface EntryPage extends EntryLine {
  hash: string
  hash_kind: string
  previous_hash: string
  body: string
  changes: { label: string; before: string; after: string }[]
  moved: { metric: string; label: string; zone: Named | null; day: string; delta: Figure }[]
  evidence_files: EvidenceFile[]
  previous: number | null
  next: number | null
}
export interface Undertaking {
  id: string
  quote: string
  zone: Named | null
  period: string
  section: string
  plan: PlanName
  owner: Named | null
  state: string
  state_word: string
  due: string | null
}
export interface Kind {
  name: string
  label: string
  help: string
  count: number
  fields: { name: string; label: string; type: string; unit: string; required: boolean; filter: boolean; choices?: { code: string; label: string }[] }[]
  stages: { name: string; label: string }[]
  import: boolean
}

export interface Statement {
  index: number
  quote: string
  start: number
  end: number
  number: string
  num_start: number
  value: number
  value_max: number | null
  unit: string
  op: string
  kind: 'target' | 'actual' | 'baseline'
  measure: string
  event: string
  subject: string
  scope: string | null
  period: string | null
  examples: string[]
  line: number
  section: string
  doubtful: boolean
  doubt: string
  shown: string
  shown_unit: string
}
export interface Proposal {
  statement: number
  become: 'target' | 'reported'
  label: string
  metric: string | null
  metric_label: string | null
  zone: { id: string | null; name: string } | null
  park: { id: string | null; name: string } | null
  slice: string | null
  slice_words?: string | null
  period: string | null
  bound: Bound | null
  list?: string | null
  tied: boolean
  reason: string
  question: string | null
  target: { id: string; state: State; state_word: string; figure: Figure | null } | null
}
export interface PlanDuty {
  index: number
  id?: string
  quote: string
  start: number
  end: number
  scope: string | null
  period: string | null
  line: number
  section: string
}
export interface PlanReading {
  name: string
  title: string
  year: number
  text: string
  code_points: number
  sections: { heading: string; topic: string; start: number }[]
  statements: Statement[]
  undertakings: PlanDuty[]
  figures: { text: string; start: number; end: number; line: number; why: string; why_word: string }[]
  furniture: { start: number; end: number }[]
  proposals: Proposal[]
  zones_to_make: { name: string; type: string; parent: string | null }[]
  lists_to_make?: { code: string; name: string; purpose: string; size: number }[]
  counts: {
    statements: number
    targets: number
    tied: number
    untied: number
    reported: number
    undertakings: number
    unknown_figures: number
  }
  adopted: string | null
  plan?: { id: string; title: string; year: number; entry: number; recorded: string }
}
export interface Adopted {
  plan: string
  targets: number
  grey: number
  undertakings: number
  reported: number
  zones_made: number
  lists_made?: number
  position: number
}
export interface PlanLine {
  id: string
  title: string
  year: number
  name: string
  entry: number
  recorded: string
  targets: number
  undertakings: number
}
export interface ImportAnswer {
  kind: string
  name: string
  rows: number
  added: number
  changed: number
  unchanged: number
  refused: number
  columns: { header: string; field: string | null; label: string }[]
  sample: { row: number; act: string; title: string }[]
  bad: { row: number; column: string; cell: string; code: string; message: string }[]
  bad_total: number
  bad_workbook: string | null
  written: boolean
  position: number
}
