// Development only: answers the API with invented data, so that the page can be worked on without a server.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Plugin, Connect } from 'vite'
import { answer } from './api.ts'

// The headers that the real server sends, so that a page that breaks them is seen here first.
export const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

function read(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => resolve(Buffer.concat(parts)))
  })
}

const handle: Connect.NextHandleFunction = (request, response: ServerResponse, next) => {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1')
  if (!url.pathname.startsWith('/api/')) return next()
  void read(request).then((body) => {
    const blank = (request.headers.cookie ?? '').includes('mock=blank')
    const out = (request.headers.cookie ?? '').includes('mock=out')
    const got = answer(request.method ?? 'GET', url, body.toString('utf8'), blank ? 'blank' : out ? 'out' : 'full')
    response.statusCode = got.status
    response.setHeader('content-type', got.status >= 400 && !got.plain ? 'application/problem+json' : 'application/json')
    response.end(JSON.stringify(got.body))
  })
}

export function mockApi(): Plugin {
  return {
    name: 'mock-api',
    configureServer: (server) => void server.middlewares.use(handle),
    configurePreviewServer: (server) => {
      server.middlewares.use((_request, response, next) => {
        response.setHeader('content-security-policy', CSP)
        next()
      })
      server.middlewares.use(handle)
    },
  }
}
