import type { OutsidePartsFragment } from '@ycyw/core/generated/graphql';
import { useTranslation } from 'react-i18next';
import { Notice } from '../../ui/Notice.tsx';

/** What staff need to know of a conversation that began outside our screens. */
export function Outside({ conversation: { channel, contact, unmailed } }: { conversation: OutsidePartsFragment }) {
  const { t } = useTranslation();
  if (channel === 'CHAT') return null;
  return (
    <section className="block" aria-labelledby="file-outside">
      <h3 id="file-outside">{contact ? t('help.outside.title') : t(`help.channel.${channel}`)}</h3>
      {contact && (
        <dl className="kv">
          <dt>{t('help.outside.channel')}</dt>
          <dd>{t(`help.channel.${channel}`)}</dd>
          <dt>{t('help.outside.name')}</dt>
          <dd>{contact.name}</dd>
          <dt>{t('help.outside.email')}</dt>
          <dd>{contact.email}</dd>
        </dl>
      )}
      {unmailed && unmailed.length > 0 && (
        <Notice tone="bad">
          <p>
            {t('help.outside.unmailed', {
              count: unmailed.length,
              list: unmailed.map((sequence) => t('help.outside.reply', { sequence })).join(', '),
            })}
          </p>
        </Notice>
      )}
      <p className="muted small note">
        {t('help.outside.answers')} {contact && t('help.outside.unproven')}
      </p>
    </section>
  );
}
