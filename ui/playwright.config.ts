// Browser stories under tests/story: the page by its invented answers (page.spec.ts), and the page over the
// real program (served.spec.ts), which needs a built luodi: LUODI, or build/luodi.
import { defineConfig } from '@playwright/test'

const PORT = 4179

export default defineConfig({
  testDir: '../tests/story',
  testMatch: '*.spec.ts',
  outputDir: '../.tools/story-results',
  snapshotPathTemplate: '{testDir}/{arg}{ext}',
  workers: 2,
  fullyParallel: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    baseURL: `http://127.0.0.1:${PORT}`,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: 1366, height: 768 },
    launchOptions: { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium' },
  },
  webServer: {
    command: `npx vite build --outDir ../.tools/story-dist --emptyOutDir --logLevel error && npx vite preview --outDir ../.tools/story-dist --port ${PORT} --strictPort`,
    url: `http://127.0.0.1:${PORT}/`,
    reuseExistingServer: false,
    timeout: 120_000,
  },
})
