// The page's types out of the API's document, so that nobody writes them twice: `npm run types`, or, with --check, is
// src/api/types.ts what would be written? Kinds differ from zone to zone and the page knows none: they are left out.
import { readFileSync, writeFileSync } from 'node:fs'
import openapiTS, { astToString } from 'openapi-typescript'

export async function typesOf(path) {
  const doc = JSON.parse(readFileSync(path, 'utf8'))
  for (const [name, shape] of Object.entries(doc.components.schemas)) if (shape['x-kind']) delete doc.components.schemas[name]
  const said = { openapi: doc.openapi, info: doc.info, paths: {}, components: { schemas: doc.components.schemas } }
  const text = astToString(await openapiTS(said, { rootTypes: true, rootTypesNoSchemaPrefix: true, alphabetize: false }))
  return `// Made from docs/reference/openapi.json by ui/types.mjs: npm run types.\n${text}`
}

const from = new URL('../docs/reference/openapi.json', import.meta.url)
const to = new URL('src/api/types.ts', import.meta.url)
if (process.argv[1] === new URL(import.meta.url).pathname) writeFileSync(to, await typesOf(from))
