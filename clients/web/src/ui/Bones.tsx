import { useTranslation } from 'react-i18next';

/** Where text will stand: `widths` are CSS lengths, one line each. */
export function Bones({ widths, height = 16 }: { widths: string[]; height?: number }) {
  const { t } = useTranslation();
  return (
    <div role="status" style={{ display: 'grid', gap: 12 }}>
      <span className="hidden">{t('shell.loading')}</span>
      {widths.map((width, index) => (
        <span key={index} className="bone" style={{ width, height }} />
      ))}
    </div>
  );
}
