import { Link } from '@tanstack/react-router';
import { ConfirmEmailDocument } from '@ycyw/core/generated/graphql';
import { useEffect, useRef } from 'react';
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
  useEffect(() => {
    // The token works once: a second effect must not spend it again.
    if (!token || asked.current === token) return;
    asked.current = token;
    void confirm({ token }).then((answer) => {
      if (answer.data) onConfirmed();
    });
  }, [token, confirm, onConfirmed]);
  const failed = Boolean(error) || !token;
  const title = failed ? t('account.verifyFailedTitle') : t('account.verifyTitle');
  return (
    <div className="wrap page">
      <div className="narrow stack">
        <PageTitle title={title}>{title}</PageTitle>
        {!failed && !data && <Bones widths={['70%', '45%']} />}
        {data && <Notice tone="good">{t('email.confirmed')}</Notice>}
        {error && <Problem failure={error} />}
        {failed && <p className="muted">{t('email.spent')}</p>}
        {(failed || data) && (
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
