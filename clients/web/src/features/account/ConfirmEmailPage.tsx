import { Link } from '@tanstack/react-router';
import { ConfirmEmailDocument } from '@ycyw/core/generated/graphql';
import { readRefusal } from '@ycyw/core/refusal';
import { useCallback, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Bones } from '../../ui/Bones.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { PageTitle } from '../../ui/PageTitle.tsx';
import { Problem } from '../../ui/Problem.tsx';

/** Where the link to a new address leads; `onConfirmed` when the address has changed. */
export function ConfirmEmailPage({ token, onConfirmed }: { token: string | undefined; onConfirmed: () => void }) {
  const { t } = useTranslation();
  const [{ data, error }, confirm] = useMutation(ConfirmEmailDocument);
  const asked = useRef<string>(undefined);
  const send = useCallback(async () => {
    if (!token) return;
    const answer = await confirm({ token });
    if (answer.data) onConfirmed();
  }, [token, confirm, onConfirmed]);
  useEffect(() => {
    // The token works once: a second effect must not spend it again.
    if (asked.current === token) return;
    asked.current = token;
    void send();
  }, [token, send]);
  const spent = !token || (error !== undefined && readRefusal(error).code === 'TOKEN_EXPIRED');
  const title = spent ? t('account.verifyFailedTitle') : data ? t('account.verifiedTitle') : t('account.verifyTitle');
  return (
    <div className="wrap page">
      <div className="narrow stack">
        <PageTitle title={title}>{title}</PageTitle>
        {!spent && !error && !data && <Bones widths={['70%', '45%']} />}
        {data && <Notice tone="good">{t('email.confirmed')}</Notice>}
        {error && !spent && <Problem failure={error} onRetry={() => void send()} />}
        {spent && <p className="muted">{t('email.spent')}</p>}
        {(spent || data) && (
          <p>
            <Link className="btn" to="/account/security">
              {t('account.toAccount')}
            </Link>
          </p>
        )}
      </div>
    </div>
  );
}
