import type { DriverInput, PaymentTime, ViewerPartsFragment } from '@ycyw/core/generated/graphql';
import { type SyntheticEvent, type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { CountryField } from '../../ui/CountryField.tsx';
import { TextField } from '../../ui/Field.tsx';
import { useFormat } from '../../ui/useFormat.ts';
import { type DriverDraft, driverOf, driverProblems, keptDraft } from './driverDraft.ts';

type Props = {
  viewer: ViewerPartsFragment | null | undefined;
  amount: string;
  payment: PaymentTime;
  busy: boolean;
  blocked: boolean;
  children: ReactNode;
  onBook: (driver: DriverInput) => void;
};

/** Who will drive. `children` say how the last attempt went, just above the button. */
export function DriverForm({ viewer, amount, payment, busy, blocked, children, onBook }: Props) {
  const { t } = useTranslation();
  const { language } = useFormat();
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState<DriverDraft>(keptDraft.read);
  const [tried, setTried] = useState(false);
  const driver = driverOf(draft, viewer, language === 'fr' ? 'FR' : 'GB');
  const problems = tried ? driverProblems(driver) : {};

  const bind = (field: keyof DriverInput) => {
    const problem = problems[field];
    return {
      label: t(`checkout.${field}`),
      value: driver[field] ?? '',
      error: problem && t(`checkout.${problem}`),
      onText: (text: string) => {
        const next = { ...draft, [field]: text };
        setDraft(next);
        keptDraft.write(next);
      },
    };
  };

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(driverProblems(driver)).length === 0)
      onBook({ ...driver, email: driver.email.trim(), phone: driver.phone?.trim() === '' ? null : driver.phone?.trim() });
    // The first field to mend exists only after this render.
    else requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus());
  };

  return (
    <form ref={form} className="stack" noValidate onSubmit={submit} aria-labelledby="driver">
      <h2 id="driver">{t('checkout.driver')}</h2>
      <div className="pair">
        <TextField {...bind('givenName')} autoComplete="given-name" maxLength={80} />
        <TextField {...bind('familyName')} autoComplete="family-name" maxLength={80} />
      </div>
      <div className="pair">
        <TextField {...bind('birthDate')} type="date" autoComplete="bday" min="1920-01-01" max="2015-12-31" />
        <TextField {...bind('phone')} type="tel" autoComplete="tel" hint={t('checkout.phoneHint')} maxLength={30} />
      </div>
      <div className="pair">
        <TextField {...bind('licenceNumber')} autoComplete="off" spellCheck={false} maxLength={40} />
        <CountryField {...bind('licenceCountry')} />
      </div>
      <TextField {...bind('email')} type="email" autoComplete="email" maxLength={200} />
      {children}
      <Button type="submit" wide busy={busy && t('checkout.booking')} disabled={blocked}>
        {t(payment === 'NOW' ? 'checkout.book' : 'checkout.bookForDesk', { amount })}
      </Button>
      <p className="small muted">{t(payment === 'NOW' ? 'checkout.bookHint' : 'checkout.bookHintDesk')}</p>
    </form>
  );
}
