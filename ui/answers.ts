// Does an answer fit the API's document? Used by every story in the browser and by the test that goes over what the C tests
// were answered: `wrong` says what does not fit, `asked` which operations were.
import Ajv2020 from 'ajv/dist/2020.js'

interface Doc {
  paths: Record<string, Record<string, { operationId: string; responses: Record<string, { $ref?: string; content?: Record<string, unknown> }> }>>
}
interface Row {
  path: string
  like: RegExp
}

export class Answers {
  readonly wrong: string[] = []
  readonly asked = new Set<string>()
  private readonly ajv = new Ajv2020({ strict: false, allErrors: false })
  private readonly rows: Row[]
  constructor(private readonly doc: Doc) {
    this.ajv.addSchema(doc as object, 'api')
    this.rows = Object.keys(doc.paths)
      .map((path) => ({ path, like: new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`) }))
      .sort((a, b) => Number(a.path.includes('{')) - Number(b.path.includes('{')))
  }
  operations(): string[] {
    return Object.values(this.doc.paths).flatMap((path) => Object.values(path).map((o) => o.operationId))
  }
  private fits(pointer: string, json: unknown, what: string): void {
    const validate = this.ajv.getSchema(`api#${pointer}`) ?? this.ajv.compile({ $ref: `api#${pointer}` })
    if (!validate(json)) this.wrong.push(`${what}: ${this.ajv.errorsText(validate.errors)}`)
  }
  check(method: string, target: string, status: number, type: string, body: string): void {
    const path = target.split('?')[0] ?? ''
    if (!path.startsWith('/api/') && path !== '/healthz') return
    const what = `${method} ${target} ${status}`
    if (type.startsWith('application/problem+json')) return this.fits('/components/schemas/Problem', JSON.parse(body), what)
    const row = this.rows.find((r) => r.like.test(path))
    const verb = method === 'HEAD' ? 'get' : method.toLowerCase()
    const operation = row && this.doc.paths[row.path]?.[verb]
    if (!row || !operation) return void this.wrong.push(`${what}: the document does not know it`)
    this.asked.add(operation.operationId)
    const response = operation.responses[String(status)]
    if (!response) return void this.wrong.push(`${what}: the document does not know this status`)
    if (status === 304 || status === 204 || status === 303 || method === 'HEAD') return
    if (!type.startsWith('application/json')) {
      if (!Object.keys(response.content ?? {}).some((known) => type.startsWith(known))) this.wrong.push(`${what}: ${type} is not in the document`)
      return
    }
    const escaped = row.path.replace(/~/g, '~0').replace(/\//g, '~1')
    this.fits(encodeURI(`/paths/${escaped}/${verb}/responses/${status}/content/application~1json/schema`), JSON.parse(body), what)
  }
}
