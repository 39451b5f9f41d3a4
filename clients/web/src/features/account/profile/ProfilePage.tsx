import { ProfileDocument, type ProfileQuery } from '@ycyw/core/generated/graphql';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Bones } from '../../../ui/Bones.tsx';
import { PageTitle } from '../../../ui/PageTitle.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useFormat } from '../../../ui/useFormat.ts';
import { Matter } from '../Matter.tsx';
import { AddressForm } from './AddressForm.tsx';
import { ContactForm } from './ContactForm.tsx';
import { IdentityForm } from './IdentityForm.tsx';
import { LicenceForm } from './LicenceForm.tsx';
import { TongueForm } from './TongueForm.tsx';

/** What we know of a person, each part saved by itself. */
export function ProfilePage({ onSaved }: { onSaved: () => void }) {
  const { t } = useTranslation();
  const [{ data, error }, again] = useQuery({ query: ProfileDocument });
  const account = data?.me?.account;
  return (
    <>
      <PageTitle title={t('own.profile')}>{t('own.profile')}</PageTitle>
      <p className="lead">{t('profile.lead')}</p>
      {!account && !error && <Bones widths={['100%', '100%', '100%', '60%']} height={48} />}
      {error && <Problem failure={error} onRetry={again} />}
      {account && <Parts account={account} onSaved={onSaved} />}
    </>
  );
}

type Account = NonNullable<NonNullable<ProfileQuery['me']>['account']>;

function Parts({ account, onSaved }: { account: Account; onSaved: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <Matter title={t('profile.identity')} about={t('profile.identityAbout')}>
        <IdentityForm profile={account} onSaved={onSaved} />
      </Matter>
      <Matter title={t('profile.contact')} about={t('profile.contactAbout')}>
        <ContactForm profile={account} onSaved={onSaved} />
      </Matter>
      <Matter
        title={t('profile.address')}
        about={t('profile.residence', { country: format.country(account.country), region: t(`region.${account.region}`) })}
      >
        <AddressForm profile={account} onSaved={onSaved} />
      </Matter>
      <Matter title={t('profile.licence')} about={t('profile.licenceAbout')}>
        <LicenceForm profile={account} onSaved={onSaved} />
      </Matter>
      <Matter title={t('profile.tongue')} about={t('profile.tongueAbout')}>
        <TongueForm profile={account} onSaved={onSaved} />
      </Matter>
    </>
  );
}
