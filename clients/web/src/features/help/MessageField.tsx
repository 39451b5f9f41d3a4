import { messageLength, messageLimit } from '@ycyw/core/messageLog';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';

type Props = {
  label: string;
  value: string;
  onText: (text: string) => void;
  /** What is missing, from the first attempt on. */ error: string | undefined;
};

export const isTooLong = (body: string): boolean => messageLength(body) > messageLimit;

/** The first message, with how much of it there is room for. */
export function MessageField({ label, value, onText, error }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const length = messageLength(value);
  const tooLong = isTooLong(value) ? t('chat.tooLong', { count: length - messageLimit }) : undefined;
  const wrong = tooLong ?? error;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        className="input"
        rows={5}
        aria-describedby={`${id}-count`}
        aria-invalid={wrong ? true : undefined}
        value={value}
        onChange={(event) => {
          onText(event.target.value);
        }}
      />
      <span className={wrong ? 'error' : 'hint'} id={`${id}-count`}>
        {error && !tooLong ? error : `${String(length)}/${String(messageLimit)}`}
        {tooLong && ` • ${tooLong}`}
      </span>
    </div>
  );
}
