// fastify_list.mjs - the list row of bench/rows.def as Fastify and node:sqlite serve it: the same file, queries and answers
// as bench-http-floor, in two processes that share the port.
//
//     node fastify_list.mjs FILE
import cluster from 'node:cluster'
import { DatabaseSync } from 'node:sqlite'
import Fastify from 'fastify'

const text = { type: 'string' }
const record = { type: 'object', properties: { kind: text, kind_label: text, id: text, title: text } }
const list = {
  type: 'object',
  properties: {
    kind: text,
    items: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          id: text, title: text, day: text,
          stage: { type: 'object', properties: { name: text, label: text } },
          cells: { type: 'array', items: { type: 'object', properties: { shown: text, record } } },
        },
      },
    },
    next: { type: 'null' },
  },
}

const orders = { name: 'p.name', '-name': 'p.name DESC', investment: 'p.investment', '-investment': 'p.investment DESC' }

function serve(file) {
  const db = new DatabaseSync(file)
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384; PRAGMA busy_timeout = 10000')
  const session = db.prepare('SELECT account FROM session WHERE token = ?')
  const statements = new Map()
  const statement = (zone, stage, word, order) => {
    const sql = 'SELECT p.id, p.name, z.name AS zone, p.industry, p.investor, p.investment, p.stage, p.day, z.id AS zone_id' +
      ' FROM project p JOIN zone z ON z.id = p.zone WHERE 1' + (zone ? ' AND p.zone = ?' : '') +
      (stage ? ' AND p.stage = ?' : '') + (word ? ' AND p.name LIKE ?' : '') + ` ORDER BY ${order} LIMIT 50`
    if (!statements.has(sql)) statements.set(sql, db.prepare(sql))
    return statements.get(sql)
  }
  const app = Fastify()
  app.get('/api/records/project', { schema: { response: { 200: list } } }, (request, reply) => {
    const token = /session=(\w+)/.exec(request.headers.cookie ?? '')
    if (!token || !session.get(token[1])) return reply.code(401).send({})
    const { zone, stage, q, sort } = request.query
    const values = []
    if (zone) values.push(Number(zone))
    if (stage) values.push(stage)
    if (q) values.push(`%${q}%`)
    const rows = statement(zone, stage, q, orders[sort] ?? 'p.id DESC').all(...values)
    reply.send({
      kind: 'project',
      items: rows.map((row) => ({
        id: String(row.id), title: row.name, stage: { name: row.stage ?? '', label: row.stage ?? '' },
        day: new Date((row.day ?? 0) * 86400000).toISOString().slice(0, 10),
        cells: [
          { shown: row.name },
          { shown: row.zone, record: { kind: 'zone', kind_label: '园区', id: String(row.zone_id), title: row.zone } },
          { shown: row.industry }, { shown: row.investor }, { shown: String(row.investment) },
        ],
      })),
      next: null,
    })
  })
  return app.listen({ host: '127.0.0.1', port: 0 })
}

if (cluster.isPrimary) {
  let told = false
  cluster.on('listening', (_worker, address) => {
    if (!told) console.log(`http://127.0.0.1:${address.port}/`)
    told = true
  })
  process.on('SIGTERM', () => process.exit(0))
  for (let i = 0; i < 2; i++) cluster.fork()
} else {
  process.on('disconnect', () => process.exit(0))
  await serve(process.argv[2])
}
