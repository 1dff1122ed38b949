import type { FieldType } from '../index'
import edit from './edit.vue'
import show from '../shared/ShowNumber.vue'

export default { edit, show, right: true, wide: false } as FieldType
