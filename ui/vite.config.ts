import { defineConfig } from 'vite'
import vue from '@vitejs/plugin-vue'
import { mockApi } from './mock/plugin.ts'

// The API comes from a running server (LUODI_SERVER=http://127.0.0.1:8124), or, without one, from the
// invented answers under mock/, which are for development and never part of the build.
const server = process.env.LUODI_SERVER

export default defineConfig({
  plugins: [vue(), ...(server ? [] : [mockApi()])],
  define: { __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false', __INTLIFY_PROD_DEVTOOLS__: 'false' },
  server: { host: '127.0.0.1', proxy: server ? { '/api': server } : undefined },
  preview: { host: '127.0.0.1', proxy: server ? { '/api': server } : undefined },
  build: {
    target: 'chrome86', // office browsers: 360, UOS, Kylin
    cssTarget: 'chrome86',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: true,
  },
  test: { environment: 'happy-dom', include: ['src/**/*.test.ts', '../tests/ui/**/*.test.ts'] },
} as Parameters<typeof defineConfig>[0])
