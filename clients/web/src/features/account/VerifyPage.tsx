import { Link, useNavigate } from '@tanstack/react-router';
import { type TokenPartsFragment, VerifyEmailDocument, type ViewerPartsFragment } from '@ycyw/core/generated/graphql';
import { useEffect, useRef, useState } from 'react';
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

  useEffect(() => {
    // The token works once: a second effect must not spend it again.
    if (!token || asked.current === token) return;
    asked.current = token;
    const verify = async () => {
      const answer = await client.mutation(VerifyEmailDocument, { token });
      if (answer.error) setError(answer.error);
      if (!answer.data) return;
      const { user, tokens } = answer.data.verifyEmail;
      setName(user.account?.givenName ?? user.displayName);
      onSignedIn(user, tokens);
    };
    void verify();
  }, [token, client, onSignedIn]);

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

  const failed = error !== null || !token;
  const title = failed ? t('account.verifyFailedTitle') : t('account.verifyTitle');
  return (
    <div className="wrap page">
      <div className="narrow stack">
        <PageTitle title={title}>{title}</PageTitle>
        {!failed && name === null && <Bones widths={['70%', '45%']} />}
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
        {failed && (
          <>
            {error && <Problem failure={error} />}
            <p className="muted">{t('account.verifyFailed')}</p>
            <p>
              <Link className="btn quiet" to="/sign-in" search={{ next: place }}>
                {t('account.signIn')}
              </Link>
            </p>
          </>
        )}
      </div>
    </div>
  );
}
