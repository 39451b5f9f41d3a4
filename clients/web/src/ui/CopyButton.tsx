import { useTranslation } from 'react-i18next';
import { Button } from './Button.tsx';
import { useCopied } from './useCopied.ts';

export function CopyButton({ text, label }: { text: string; label?: string }) {
  const { t } = useTranslation();
  const { copied, copy } = useCopied();
  return (
    <>
      <Button
        tone="quiet"
        compact
        onClick={() => {
          copy(text);
        }}
      >
        {copied ? t('shell.copied') : (label ?? t('shell.copy'))}
      </Button>
      <span className="hidden" role="status">
        {copied && t('shell.copied')}
      </span>
    </>
  );
}
