import { useTranslation } from 'react-i18next';

/** A document's files, each in a tab of its own. */
export function DocumentLinks({ name, pdfUrl, xmlUrl }: { name: string; pdfUrl: string; xmlUrl: string }) {
  const { t } = useTranslation();
  return (
    <>
      <a href={pdfUrl} target="_blank" rel="noopener" aria-label={t('documents.open', { document: name, format: 'PDF' })}>
        PDF
      </a>
      <a href={xmlUrl} target="_blank" rel="noopener" aria-label={t('documents.open', { document: name, format: 'XML' })}>
        XML
      </a>
    </>
  );
}
