import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Confidential } from './useConfidential.ts';
import { WhoReads } from './WhoReads.tsx';
import './confidential.css';

/** In words, by the title: that devices alone can read it, and whether anybody made sure of the other. */
export function ConfidentialState({ confidential }: { confidential: Confidential }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const { on, standing, others, isCompared } = confidential;
  if (!on) return null;
  const isSure = others.length > 0 && others.every(isCompared);
  return (
    <p className="confidential-state">
      <span>
        <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
          <path d="M4 7V5a4 4 0 0 1 8 0v2h1v8H3V7zm2 0h4V5a2 2 0 0 0-4 0z" fill="currentColor" />
        </svg>
        {t('confidential.state')}
      </span>
      {standing === 'inside' && others.length > 0 && (
        <span className="muted">{t(isSure ? 'confidential.isCompared' : 'confidential.isNotCompared')}</span>
      )}
      <button type="button" className="link" onClick={() => setOpen(true)}>
        {t('confidential.who')}
      </button>
      {open && <WhoReads confidential={confidential} onLeave={() => setOpen(false)} />}
    </p>
  );
}
