import type { PrivacyPartsFragment } from '@ycyw/core/generated/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui/Button.tsx';
import { useFormat } from '../../../ui/useFormat.ts';
import { Matter } from '../Matter.tsx';

const few = 5;

/** What was chosen when, and by whom. */
export function HistoryMatter({ history }: { history: PrivacyPartsFragment['history'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [all, setAll] = useState(false);
  return (
    <Matter title={t('privacy.history')} about={t('privacy.historyAbout')}>
      {history.length === 0 && <p className="muted">{t('privacy.noHistory')}</p>}
      {history.length > 0 && (
        <table className="changes">
          <thead className="hidden">
            <tr>
              <th scope="col">{t('privacy.when')}</th>
              <th scope="col">{t('privacy.what')}</th>
              <th scope="col">{t('privacy.who')}</th>
            </tr>
          </thead>
          <tbody>
            {(all ? history : history.slice(0, few)).map(({ purpose, granted, source, at }, index) => (
              <tr key={index}>
                <th scope="row">{format.instant(at, 'stamp')}</th>
                <td>
                  {t(`privacy.purpose.${purpose}`)}{' '}
                  <span className={granted ? 'tag' : 'tag plain'}>{granted ? t('privacy.yes') : t('privacy.no')}</span>
                </td>
                <td>{t(`privacy.source.${source}`)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {!all && history.length > few && (
        <Button
          tone="quiet"
          compact
          onClick={() => {
            setAll(true);
          }}
        >
          {t('privacy.more')}
        </Button>
      )}
    </Matter>
  );
}
