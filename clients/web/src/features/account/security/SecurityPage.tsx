import { SecurityDocument, type SecurityQuery } from '@ycyw/core/generated/graphql';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Bones } from '../../../ui/Bones.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { PageTitle } from '../../../ui/PageTitle.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { AppMatter } from '../factor/AppMatter.tsx';
import { PasskeysMatter } from '../factor/PasskeysMatter.tsx';
import { RecoveryMatter } from '../factor/RecoveryMatter.tsx';
import { SessionsMatter } from '../session/SessionsMatter.tsx';
import { EmailMatter } from './EmailMatter.tsx';
import { PasswordMatter } from './PasswordMatter.tsx';

export type SecureAccount = NonNullable<NonNullable<SecurityQuery['me']>['account']>;

type Props = { factorMissing: boolean; onFactorsChanged: () => void; onSignOut: () => void };

/** How one gets in, and where one is in at present. */
export function SecurityPage({ factorMissing, onFactorsChanged, onSignOut }: Props) {
  const { t } = useTranslation();
  const [{ data, error }, ask] = useQuery({ query: SecurityDocument, requestPolicy: 'cache-and-network' });
  const account = data?.me?.account;
  const here = Boolean(account);
  useEffect(() => {
    // The browser looked for the address's #part before it was there.
    if (here && location.hash) document.querySelector(location.hash)?.scrollIntoView();
  }, [here]);
  const again = () => {
    ask({ requestPolicy: 'network-only' });
  };
  const changed = () => {
    again();
    onFactorsChanged();
  };
  return (
    <>
      <PageTitle title={t('own.security')}>{t('own.security')}</PageTitle>
      <p className="lead">{t('security.lead')}</p>
      {factorMissing && (
        <Notice tone="warn" title={t('factor.neededTitle')}>
          {t('factor.needed')}
        </Notice>
      )}
      {!account && !error && <Bones widths={['100%', '100%', '100%', '60%']} height={48} />}
      {error && !account && <Problem failure={error} onRetry={again} />}
      {account && (
        <>
          <EmailMatter email={account.email} />
          <PasswordMatter hasPassword={account.hasPassword} onChanged={again} />
          <AppMatter mfa={account.mfa} onChanged={changed} />
          <PasskeysMatter mfa={account.mfa} onChanged={changed} />
          <RecoveryMatter left={account.mfa.recoveryCodesLeft} hasFactor={account.mfa.totp || account.mfa.passkeys > 0} onChanged={again} />
          <SessionsMatter sessions={account.sessions} onChanged={again} onSignOut={onSignOut} />
        </>
      )}
    </>
  );
}
