import type { LiveMessageFragment } from '@ycyw/core/generated/graphql';
import { calendarDate } from '@ycyw/core/time';
import { type ComponentProps, memo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/useFormat.ts';
import { Message } from './Message.tsx';

type Props = ComponentProps<typeof Message> & {
  before: LiveMessageFragment | undefined;
  /** Of who said it. */
  name: string;
  /** The first that its reader had not read. */
  isNew: boolean;
  /** The last that the other side has read, and when. */
  isLastRead: boolean;
  readAt: string | null;
  /** What a message of nobody shows. */
  show: (message: LiveMessageFragment) => ReactNode;
};

function Row({ before, name, isNew, isLastRead, readAt, show, ...said }: Props) {
  const { message, mine } = said;
  const { t } = useTranslation();
  const format = useFormat();
  const minute = (instant: string) => format.instant(instant, 'time');
  const newDay = !before || calendarDate(before.sentAt) !== calendarDate(message.sentAt);
  const sameBreath =
    !newDay &&
    !isNew &&
    before.party === message.party &&
    before.author?.id === message.author?.id &&
    minute(before.sentAt) === minute(message.sentAt);
  return (
    <>
      {newDay && <h2 className="day">{format.instant(message.sentAt, 'day')}</h2>}
      {isNew && <p className="new">{t('chat.newer')}</p>}
      {message.party === 'SYSTEM' ? (
        show(message)
      ) : (
        <>
          {!sameBreath && (
            <span className={mine ? 'who me' : 'who'}>
              {name} {!mine && message.party === 'AGENT' && <span className="role">{t('chat.staff')}</span>}{' '}
              <time dateTime={message.sentAt}>{minute(message.sentAt)}</time>
            </span>
          )}
          <Message {...said} />
        </>
      )}
      {isLastRead && <small className="read">{readAt ? t('chat.readAt', { time: minute(readAt) }) : t('chat.read')}</small>}
    </>
  );
}

/** One message under its day and its author, where these are not those of the one before. */
export const MessageRow = memo(Row);
