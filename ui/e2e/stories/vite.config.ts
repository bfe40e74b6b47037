import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The content policy of the desktop window; a page that breaks it fails the browser tests. */
const POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'";

/** The window over a core that lives in memory: to look at and to measure, never shipped. */
export default defineConfig({
  root: import.meta.dirname,
  publicDir: '../../public',
  plugins: [react()],
  server: { port: 1421, strictPort: true },
  build: { outDir: '../../test-results/stories', emptyOutDir: true, target: ['es2022', 'safari16.4'], assetsInlineLimit: 0, chunkSizeWarningLimit: 2000, reportCompressedSize: false },
  preview: { port: 1421, headers: { 'Content-Security-Policy': POLICY } },
});
