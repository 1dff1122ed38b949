// One folder a field type: how a value is entered and how it is shown. src/model/model.h has the same list; a test compares.
import type { Component } from 'vue'
import text from './text'
import note from './note'
import ref from './ref'
import members from './members'
import money from './money'
import number from './number'
import integer from './integer'
import percent from './percent'
import date from './date'
import month from './month'
import year from './year'
import yesNo from './yes-no'
import choice from './choice'
import code from './code'
import uscc from './uscc'
import feel from './feel'

export interface FieldType {
  edit: Component
  show: Component
  right: boolean // numbers stand at the right
  wide: boolean // takes a line of its own in a form
}

export const FIELDS: Record<string, FieldType> = {
  text: text,
  note: note,
  ref: ref,
  members: members,
  money: money,
  number: number,
  integer: integer,
  percent: percent,
  date: date,
  month: month,
  year: year,
  'yes-no': yesNo,
  choice: choice,
  code: code,
  uscc: uscc,
  feel: feel,
}

export function fieldType(type: string): FieldType {
  return FIELDS[type] ?? text
}
