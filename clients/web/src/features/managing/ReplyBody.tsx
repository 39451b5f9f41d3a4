import type { SupportLanguage } from '@ycyw/core/generated/graphql';
import { messageLength, messageLimit } from '@ycyw/core/messageLog';
import { useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';

const variables = ['customer', 'agent', 'reference', 'ticket'] as const;

type Props = { language: SupportLanguage; value: string; error: string | undefined; onText: (text: string) => void };

/** The words of a reply, with what the desk fills into them. */
export function ReplyBody({ language, value, error, onText }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const put = (name: string) => {
    const place = field.current?.selectionEnd ?? value.length;
    onText(`${value.slice(0, place)}{${name}}${value.slice(place)}`);
    field.current?.focus();
  };
  return (
    <div className="field">
      <label htmlFor={id}>{t('managing.replyBody')}</label>
      <textarea
        ref={field}
        id={id}
        className="input"
        rows={5}
        lang={language}
        aria-describedby={`${id}-note`}
        aria-invalid={error ? true : undefined}
        value={value}
        onChange={({ target }) => {
          onText(target.value);
        }}
      />
      <span className={error ? 'error' : 'hint'} id={`${id}-note`}>
        {error ?? `${String(messageLength(value))}/${String(messageLimit)}`}
      </span>
      <div className="variables" role="group" aria-label={t('managing.insert')}>
        <span className="hint" aria-hidden="true">
          {t('managing.insert')}
        </span>
        {variables.map((name) => (
          <button
            key={name}
            type="button"
            onClick={() => {
              put(name);
            }}
          >
            {t(`managing.variable.${name}`)}
          </button>
        ))}
      </div>
    </div>
  );
}
