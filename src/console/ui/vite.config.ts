import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Builds the console into `dist/console`, from where the server hands it out below `/console/`. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  plugins: [react()],
  build: {
    outDir: '../../../dist/console',
    emptyOutDir: true,
    // The server allows no data: URLs.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
  },
});
