import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The server replaces this word in index.html by the nonce of each response.
const NONCE = '__CSP_NONCE__';

export default defineConfig({
  plugins: [react()],
  html: { cspNonce: NONCE },
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: { target: 'es2022', sourcemap: false, assetsInlineLimit: 0, reportCompressedSize: true },
  server: { port: 5173, proxy: { '/api': 'http://127.0.0.1:8000' } },
});
