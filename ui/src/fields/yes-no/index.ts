import type { FieldType } from '../index'
import edit from './edit.vue'
import show from '../shared/ShowText.vue'

export default { edit, show, right: false, wide: false } as FieldType
