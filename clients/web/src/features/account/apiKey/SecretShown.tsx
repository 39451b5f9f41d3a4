import type { CreateApiKeyMutation } from '@ycyw/core/generated/graphql';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui/Button.tsx';
import { CopyButton } from '../../../ui/CopyButton.tsx';
import { useTakenFocus } from '../../../ui/useTakenFocus.ts';

export type NewSecret = CreateApiKeyMutation['createApiKey'];

/** The secret, this once. */
export function SecretShown({ shown: { key, secret }, onDone }: { shown: NewSecret; onDone: () => void }) {
  const { t } = useTranslation();
  const box = useTakenFocus<HTMLElement>(true);
  return (
    <section ref={box} tabIndex={-1} className="sheet stack secret-shown" aria-labelledby="secret">
      <h2 id="secret">{t('apiKeys.secretTitle', { name: key.name })}</h2>
      <p>{t('apiKeys.secretOnce')}</p>
      <code translate="no">{secret}</code>
      <p className="small muted">
        {t('apiKeys.secretUse')} <code>Authorization: Bearer {key.prefix}…</code>
      </p>
      <div className="row">
        <CopyButton text={secret} />
        <Button tone="quiet" compact onClick={onDone}>
          {t('apiKeys.secretKept')}
        </Button>
      </div>
    </section>
  );
}
