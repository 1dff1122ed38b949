import { mount } from '@vue/test-utils'
import { createMemoryHistory, createRouter } from 'vue-router'
import { describe, expect, it } from 'vitest'
import { i18n } from '../i18n'
import type { Target } from '../api/types'
import { made } from '../../mock/data'
import BoardTable from './BoardTable.vue'
import FigureText from './FigureText.vue'
import ReachBar from './ReachBar.vue'
import StateChip from './StateChip.vue'

const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: { template: '<i/>' } }] })
const global = { plugins: [router, i18n] }
const targets: Target[] = made(9, false).map((m) => m.target)

describe('a board row', () => {
  it('shows the figure as the server wrote it and never a number of its own', () => {
    const figure = { value: 22860000000, unit: '元', shown: '228.60', shown_unit: '亿元' }
    const text = mount(FigureText, { props: { figure }, global }).text()
    expect(text).toBe('228.60亿元')
  })
  it('shows a dash and the reason where there is no figure', () => {
    const wrapper = mount(FigureText, { props: { figure: { value: null, unit: '%', shown: '', shown_unit: '%', why: '尚未导入' } }, global })
    expect(wrapper.text()).toBe('—')
    expect(wrapper.find('.none').attributes('title')).toBe('尚未导入')
  })
  it('opens its figure with the target, so that the slice is kept', () => {
    const one = targets.filter((target) => target.id === '55')
    const wrapper = mount(BoardTable, { props: { targets: one, byZone: false }, global })
    const href = wrapper.find('td.value a').attributes('href') ?? ''
    expect(href).toContain('/figures/investment-signed')
    expect(href).toContain('target=55')
    expect(wrapper.findAll('a.m').length).toBe(9)
  })
  it('groups by section, and by zone only where several stand together', () => {
    const both = mount(BoardTable, { props: { targets, byZone: true }, global })
    expect(both.findAll('tr.zone').map((r) => r.text())).toEqual(['临空经济区', '高新区'])
    expect(both.findAll('tr.row').length).toBe(targets.length)
    const one = mount(BoardTable, { props: { targets: targets.slice(0, 16), byZone: false }, global })
    expect(one.findAll('tr.zone').length).toBe(0)
    expect(one.findAll('tr.grp').map((r) => r.text())).toEqual(['项目引领', '产业突破', '基础配套'])
  })
  it('keeps a target that no metric measures, grey and without a link to a figure', () => {
    const grey = targets.filter((target) => target.state === 'no_metric')
    const wrapper = mount(BoardTable, { props: { targets: grey, byZone: false }, global })
    expect(wrapper.findAll('td.value a').length).toBe(0)
    expect(wrapper.find('td.state').text()).toBe('尚无口径')
  })
})

describe('a state', () => {
  it('has a shape of its own beside its colour', () => {
    const shapes = (['reached', 'on_track', 'tight', 'behind', 'no_data', 'no_metric'] as const).map((state) => mount(StateChip, { props: { state, word: 'x' }, global }).find('svg').html())
    expect(new Set(shapes).size).toBe(6)
  })
})

describe('a bar', () => {
  it('ends at its track however far the bound was passed, and says the true share', () => {
    const wrapper = mount(ReachBar, { props: { share: 254.3, time: 74.8, state: 'reached' }, global })
    expect(wrapper.find('i').element.style.width).toBe('100%')
    expect(wrapper.attributes('aria-label')).toContain('254.3%')
  })
  it('is empty where no share can be computed', () => {
    const wrapper = mount(ReachBar, { props: { share: null, time: 74.8, state: 'no_metric' }, global })
    expect(wrapper.find('i').exists()).toBe(false)
  })
})
