import { RouterProvider } from '@tanstack/react-router';
import { startMessages } from '@ycyw/core/messages';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import '../ui/tokens.css';
import './fonts.css';
import '../ui/base.css';
import '../ui/controls.css';
import { Graph } from './Graph.tsx';
import { rememberedLanguage } from './language.ts';
import { furnish } from './routes.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('no #root in index.html');

const router = furnish();
const messages = await startMessages(rememberedLanguage());
createRoot(root).render(
  <StrictMode>
    <I18nextProvider i18n={messages}>
      <Graph>
        <RouterProvider router={router} />
      </Graph>
    </I18nextProvider>
  </StrictMode>,
);
