import './app/mantine';
import './app/base.css';

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { App } from '@/app/App';
import { startWords } from '@/app/i18n';
import { nonce } from '@/app/nonce';

// Libraries that add their own <style> look for the nonce here.
(window as unknown as Record<string, unknown>).__webpack_nonce__ = nonce();

const root = document.getElementById('root');
if (root) {
  await startWords();
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
