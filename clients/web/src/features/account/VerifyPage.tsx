import { Link, useNavigate } from '@tanstack/react-router';
import { type TokenPartsFragment, VerifyEmailDocument, type ViewerPartsFragment } from '@ycyw/core/generated/graphql';
import { readRefusal } from '@ycyw/core/refusal';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type CombinedError, useClient } from 'urql';
import { Bones } from '../../ui/Bones.tsx';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { PageTitle } from '../../ui/PageTitle.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { returnPlace } from './returnPlace.ts';

type Props = { token: string | undefined; onSignedIn: (user: ViewerPartsFragment, tokens: TokenPartsFragment) => void };

const pause = 1_200;

/** Where the link in the mail leads: signs in, then goes on to where the newcomer was. */
export function VerifyPage({ token, onSignedIn }: Props) {
  const { t } = useTranslation();
  const client = useClient();
  const navigate = useNavigate();
  const [error, setError] = useState<CombinedError | null>(null);
  const [name, setName] = useState<string | null>(null);
  const [place] = useState(() => returnPlace.read() ?? '/');
  const asked = useRef<string>(undefined);

  const verify = useCallback(async () => {
    if (!token) return;
    setError(null);
    const answer = await client.mutation(VerifyEmailDocument, { token });
    if (answer.error) setError(answer.error);
    if (!answer.data) return;
    const { user, tokens } = answer.data.verifyEmail;
    setName(user.account?.givenName ?? user.displayName);
    onSignedIn(user, tokens);
  }, [token, client, onSignedIn]);

  useEffect(() => {
    // The token works once: a second effect must not spend it again.
    if (asked.current === token) return;
    asked.current = token;
    void verify();
  }, [token, verify]);

  useEffect(() => {
    if (name === null) return;
    const timer = setTimeout(() => {
      returnPlace.forget();
      void navigate({ href: place });
    }, pause);
    return () => {
      clearTimeout(timer);
    };
  }, [name, place, navigate]);

  const spent = !token || (error !== null && readRefusal(error).code === 'TOKEN_EXPIRED');
  const title = spent ? t('account.verifyFailedTitle') : name === null ? t('account.verifyTitle') : t('account.verifiedTitle');
  return (
    <div className="wrap page">
      <div className="narrow stack">
        <PageTitle title={title}>{title}</PageTitle>
        {!spent && !error && name === null && <Bones widths={['70%', '45%']} />}
        {name !== null && (
          <>
            <Notice tone="good">{t('account.verified', { name })}</Notice>
            <Button
              onClick={() => {
                returnPlace.forget();
                void navigate({ href: place });
              }}
            >
              {place.startsWith('/checkout/') ? t('account.continueCheckout') : t('account.continue')}
            </Button>
          </>
        )}
        {error && !spent && <Problem failure={error} onRetry={() => void verify()} />}
        {spent && (
          <>
            <p className="muted">{t('account.verifyFailed')}</p>
            <div className="row">
              <Link className="btn" to="/sign-in" search={{ next: place }}>
                {t('account.signIn')}
              </Link>
              <Link className="btn quiet" to="/register" search={{ next: place }}>
                {t('account.registerTitle')}
              </Link>
            </div>
          </>
        )}
      </div>
    </div>
  );
}
