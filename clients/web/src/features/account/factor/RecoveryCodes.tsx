import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui/Button.tsx';
import { CopyButton } from '../../../ui/CopyButton.tsx';
import { useFocusHandedOn } from '../../../ui/useFocusHandedOn.ts';
import { useTakenFocus } from '../../../ui/useTakenFocus.ts';

/** Shown this once; what is printed is this sheet alone. */
export function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const { t } = useTranslation();
  useFocusHandedOn();
  const box = useTakenFocus<HTMLDivElement>(true);
  const text = codes.join('\n');
  const download = () => {
    const url = URL.createObjectURL(new Blob([`${t('brand')}\n${t('recovery.title')}\n\n${text}\n`], { type: 'text/plain' }));
    const link = Object.assign(document.createElement('a'), { href: url, download: t('recovery.file') });
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <div ref={box} tabIndex={-1} className="stack sheet printed" role="group" aria-label={t('recovery.newTitle')}>
      <h3>{t('recovery.newTitle')}</h3>
      <p>{t('recovery.keep')}</p>
      <ol className="codes" translate="no">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <div className="row">
        <CopyButton text={text} />
        <Button tone="quiet" compact onClick={download}>
          {t('recovery.download')}
        </Button>
        <Button
          tone="quiet"
          compact
          onClick={() => {
            print();
          }}
        >
          {t('recovery.print')}
        </Button>
        <Button compact onClick={onKept}>
          {t('recovery.kept')}
        </Button>
      </div>
    </div>
  );
}
