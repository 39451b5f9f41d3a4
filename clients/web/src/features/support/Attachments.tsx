import type { AttachmentPartsFragment } from '@ycyw/core/generated/graphql';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/useFormat.ts';
import { useAddress } from './useAddress.ts';

/** What was sent with a message: pictures to be seen, papers to be saved. */
export function Attachments({ attachments, mine }: { attachments: readonly AttachmentPartsFragment[]; mine: boolean }) {
  return (
    <ul className={mine ? 'files me' : 'files'}>
      {attachments.map((each) => (
        <li key={each.id}>{each.mediaType === 'application/pdf' ? <Paper attachment={each} /> : <Picture attachment={each} />}</li>
      ))}
    </ul>
  );
}

/** A link whose address is asked for anew, where its time is over, before it is followed. */
function useFreshLink(attachment: AttachmentPartsFragment) {
  const { url, isOver, renew } = useAddress(attachment);
  const ahead = () => void renew();
  const link = {
    href: url,
    target: '_blank',
    rel: 'noopener noreferrer',
    onPointerEnter: ahead,
    onFocus: ahead,
    onClick: (event: { preventDefault: () => void }) => {
      if (!isOver()) return;
      event.preventDefault();
      void renew().then((fresh) => window.open(fresh, '_blank', 'noopener,noreferrer'));
    },
  };
  return { link, renew, url };
}

function Picture({ attachment }: { attachment: AttachmentPartsFragment }) {
  const { t } = useTranslation();
  const { link, renew, url } = useFreshLink(attachment);
  const tried = useRef(false);
  return (
    <a {...link} className="picture" aria-label={t('chat.files.open', { name: attachment.name })}>
      <img
        src={url}
        alt={attachment.name}
        loading="lazy"
        onError={() => {
          if (tried.current) return;
          tried.current = true;
          void renew(true);
        }}
      />
    </a>
  );
}

function Paper({ attachment }: { attachment: AttachmentPartsFragment }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const { link } = useFreshLink(attachment);
  const kilobytes = Math.max(1, Math.round(attachment.bytes / 1024));
  return (
    <a {...link} className="paper">
      <span aria-hidden="true">PDF</span>
      <b>{attachment.name}</b>
      <small>{t('chat.files.save', { size: number(kilobytes) })}</small>
    </a>
  );
}
