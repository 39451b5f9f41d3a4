import { RevokeApiKeyDocument, RotateApiKeyDocument } from '@ycyw/core/generated/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../../ui/Button.tsx';
import { ChoiceField } from '../../../ui/Field.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { Question } from '../../../ui/Question.tsx';
import { useFormat } from '../../../ui/useFormat.ts';
import { useIdempotencyKey } from '../../../ui/useIdempotencyKey.ts';
import type { ApiKeyPartsFragment as Key } from '@ycyw/core/generated/graphql';
import type { NewSecret } from './SecretShown.tsx';

type Props = { apiKey: Key; now: Date; onRotated: (made: NewSecret) => void; onRevoked: () => void };
type Asking = 'rotate' | 'revoke' | null;

const overlaps = [0, 1, 24, 72, 168];

export function KeyRow({ apiKey, now, onRotated, onRevoked }: Props) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<Asking>(null);
  const leave = () => {
    setAsking(null);
  };
  const over = Boolean(apiKey.revokedAt) || (Boolean(apiKey.expiresAt) && Date.parse(apiKey.expiresAt ?? '') <= now.getTime());
  const action = (which: 'rotate' | 'revoke') => (
    <Button
      tone="quiet"
      compact
      aria-label={t(`apiKeys.${which}Named`, { name: apiKey.name })}
      onClick={() => {
        setAsking(which);
      }}
    >
      {t(`apiKeys.${which}`)}
    </Button>
  );
  return (
    <li>
      <KeyFacts apiKey={apiKey} over={over} />
      {!over && !asking && (
        <span className="row">
          {!apiKey.expiresAt && action('rotate')}
          {action('revoke')}
        </span>
      )}
      {asking === 'rotate' && <Rotation apiKey={apiKey} onRotated={onRotated} onLeave={leave} />}
      {asking === 'revoke' && <Revocation apiKey={apiKey} onRevoked={onRevoked} onLeave={leave} />}
    </li>
  );
}

function KeyFacts({ apiKey, over }: { apiKey: Key; over: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { name, prefix, scopes, test, costPerMinute, createdAt, lastUsedAt, expiresAt, revokedAt } = apiKey;
  return (
    <span className={over ? 'facts over' : 'facts'}>
      <span className="row">
        <strong>{name}</strong>
        <span className={test ? 'tag plain' : 'tag'}>{test ? t('apiKeys.test') : t('apiKeys.live')}</span>
        {revokedAt && <span className="tag bad">{t('apiKeys.revoked', { date: format.instant(revokedAt, 'stamp') })}</span>}
        {!revokedAt && expiresAt && (
          <span className="tag warn">{t(over ? 'apiKeys.expired' : 'apiKeys.expires', { date: format.instant(expiresAt, 'stamp') })}</span>
        )}
      </span>
      <code translate="no">{prefix}…</code>
      <span className="small muted">{scopes.join(' · ')}</span>
      <span className="small muted">
        {t('apiKeys.created', { date: format.instant(createdAt, 'dated') })} ·{' '}
        {lastUsedAt ? t('apiKeys.lastUsed', { date: format.instant(lastUsedAt, 'stamp') }) : t('apiKeys.unused')}
        {typeof costPerMinute === 'number' && ` · ${t('apiKeys.limit', { cost: format.number(costPerMinute) })}`}
      </span>
    </span>
  );
}

type RotationProps = { apiKey: Key; onRotated: (made: NewSecret) => void; onLeave: () => void };

function Rotation({ apiKey, onRotated, onLeave }: RotationProps) {
  const { t } = useTranslation();
  const [hours, setHours] = useState('24');
  const [{ error, fetching }, rotate] = useMutation(RotateApiKeyDocument);
  const keyFor = useIdempotencyKey();
  const run = async () => {
    const input = { id: apiKey.id, overlapHours: Number(hours) };
    const { data } = await rotate({ ...input, idempotencyKey: keyFor(input) });
    if (!data) return;
    onLeave();
    onRotated(data.rotateApiKey);
  };
  return (
    <Question title={t('apiKeys.rotateTitle')} yes={t('apiKeys.rotateYes')} busy={fetching} onYes={() => void run()} onNo={onLeave}>
      <p className="muted small">{t('apiKeys.rotateText')}</p>
      <ChoiceField label={t('apiKeys.overlap')} value={hours} onText={setHours}>
        {overlaps.map((each) => (
          <option key={each} value={each}>
            {each === 0 ? t('apiKeys.atOnce') : t('apiKeys.hours', { count: each })}
          </option>
        ))}
      </ChoiceField>
      {error && <Problem failure={error} />}
    </Question>
  );
}

function Revocation({ apiKey, onRevoked, onLeave }: { apiKey: Key; onRevoked: () => void; onLeave: () => void }) {
  const { t } = useTranslation();
  const [{ error, fetching }, revoke] = useMutation(RevokeApiKeyDocument);
  const run = async () => {
    const { data } = await revoke({ id: apiKey.id });
    if (!data) return;
    onLeave();
    onRevoked();
  };
  return (
    <Question
      title={t('apiKeys.revokeTitle', { name: apiKey.name })}
      yes={t('apiKeys.revokeYes')}
      busy={fetching}
      onYes={() => void run()}
      onNo={onLeave}
    >
      <p className="muted small">{t('apiKeys.revokeText')}</p>
      {error && <Problem failure={error} />}
    </Question>
  );
}
