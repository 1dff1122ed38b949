import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import type { KindField, RecordField } from '../api/types'
import { i18n } from '../i18n'
import { FIELDS } from './index'

const known = [...readFileSync(join(__dirname, '../../../src/model/model.h'), 'utf8').matchAll(/X\([A-Z_]+, "([a-z-]+)"\)/g)].map((m) => m[1]!)
const field = (type: string): KindField => ({
  name: 'f', label: 'F', type, unit: '', required: true, filter: false, unique: false, personal: false, rolled: false, key: false, help: '', to: 'zone', table: '',
  choices: [{ code: 'a', label: 'A' }, { code: 'b', label: 'B' }],
})
const shown = (type: string): RecordField => ({ name: 'f', label: 'F', type, shown: '12,000', unit: type === 'money' ? 'x' : '', input: '12,000', record: null, rolled: false })
const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: { template: '<i />' } }] })
const global = { plugins: [i18n, router] }

describe('field types', () => {
  it('are those of the model, each with a folder', () => {
    expect(known.length).toBe(16)
    expect(Object.keys(FIELDS).sort()).toEqual([...known].sort())
    expect(readdirSync(__dirname).filter((name) => !name.includes('.') && name !== 'shared').sort()).toEqual([...known].sort())
  })
  for (const type of known) {
    it(`${type}: what is entered is given on as it was written, and what is shown is shown`, async () => {
      const edit = mount(FIELDS[type]!.edit, { props: { field: field(type), modelValue: '', inputId: 'x', wrong: false }, global })
      const input = edit.find('#x')
      expect(input.attributes('required')).toBeDefined()
      const value = type === 'yes-no' ? 'yes' : type === 'choice' ? 'b' : '１，200'
      await input.setValue(value)
      expect(edit.emitted('update:modelValue')?.[0]).toEqual([value])
      await edit.setProps({ wrong: true })
      expect(edit.find('#x').attributes('aria-invalid')).toBe('true')
      expect(mount(FIELDS[type]!.show, { props: { field: shown(type) }, global }).text()).toContain('12,000')
    })
  }
})
