import { ApiKeysDocument } from '@ycyw/core/generated/graphql';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Bones } from '../../../ui/Bones.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Empty } from '../../../ui/Empty.tsx';
import { TextField } from '../../../ui/Field.tsx';
import { PageTitle } from '../../../ui/PageTitle.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useNow } from '../../../ui/useNow.ts';
import './apiKeys.css';
import { KeyForm } from './KeyForm.tsx';
import { KeyRow } from './KeyRow.tsx';
import { type NewSecret, SecretShown } from './SecretShown.tsx';

/** A partner's machine credentials. */
export function ApiKeysPage() {
  const { t } = useTranslation();
  const now = useNow(30_000);
  const [prefix, setPrefix] = useState('');
  const [creating, setCreating] = useState(false);
  const [shown, setShown] = useState<NewSecret | null>(null);
  const asked = useDeferredValue(prefix.trim());
  const [{ data, error, fetching }, ask] = useQuery({
    query: ApiKeysDocument,
    variables: { prefix: asked || null },
    requestPolicy: 'cache-and-network',
  });
  const keys = data?.me?.account?.apiKeys;
  const again = () => {
    ask({ requestPolicy: 'network-only' });
  };
  const show = (secret: NewSecret) => {
    setCreating(false);
    setShown(secret);
    again();
  };
  const none = keys?.length === 0 && !fetching;
  return (
    <>
      <PageTitle title={t('own.apiKeys')}>{t('own.apiKeys')}</PageTitle>
      <p className="lead">{t('apiKeys.lead')}</p>
      {shown && (
        <SecretShown
          key={shown.secret}
          shown={shown}
          onDone={() => {
            setShown(null);
          }}
        />
      )}
      {creating ? (
        <KeyForm
          onMade={show}
          onLeave={() => {
            setCreating(false);
          }}
        />
      ) : (
        <div className="keys-head">
          <TextField
            label={t('apiKeys.search')}
            type="search"
            placeholder="ycyw_live_…"
            autoComplete="off"
            spellCheck={false}
            value={prefix}
            onText={setPrefix}
          />
          <Button
            onClick={() => {
              setCreating(true);
              setShown(null);
            }}
          >
            {t('apiKeys.create')}
          </Button>
        </div>
      )}
      {!keys && fetching && <Bones widths={['100%', '100%', '100%']} height={72} />}
      {error && !keys && <Problem failure={error} onRetry={again} />}
      {none && asked === '' && !creating && <Empty title={t('apiKeys.emptyTitle')} text={t('apiKeys.empty')} />}
      {none && asked !== '' && (
        <p className="muted" role="status">
          {t('apiKeys.noneFound')}
        </p>
      )}
      {keys && keys.length > 0 && (
        <ul className="rows keys">
          {keys.map((key) => (
            <KeyRow key={key.id} apiKey={key} now={now} onRotated={show} onRevoked={again} />
          ))}
        </ul>
      )}
    </>
  );
}
