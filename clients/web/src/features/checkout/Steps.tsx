import { useTranslation } from 'react-i18next';

const steps = ['driver', 'payment', 'done'] as const;

export function Steps({ current }: { current: (typeof steps)[number] }) {
  const { t } = useTranslation();
  return (
    <ol className="steps" aria-label={t('checkout.steps')}>
      {steps.map((step, index) => (
        <li key={step} aria-current={step === current ? 'step' : undefined} className={index < steps.indexOf(current) ? 'past' : undefined}>
          {t(`checkout.step.${step}`)}
        </li>
      ))}
    </ol>
  );
}
