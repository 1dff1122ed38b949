import type { FieldType } from '../index'
import edit from './edit.vue'
import show from './show.vue'

export default { edit, show, right: false, wide: false } as FieldType
