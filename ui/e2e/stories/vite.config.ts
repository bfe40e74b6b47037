import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The window over a core that lives in memory: to look at and to measure, never shipped. */
export default defineConfig({
  root: import.meta.dirname,
  publicDir: '../../public',
  plugins: [react()],
  server: { port: 1421, strictPort: true },
  build: { outDir: '../../test-results/stories', emptyOutDir: true, target: ['es2022', 'safari16.4'], assetsInlineLimit: 0 },
  preview: { port: 1421, strictPort: true },
});
