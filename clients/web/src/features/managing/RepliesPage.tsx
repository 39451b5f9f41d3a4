import {
  type CannedRepliesQuery,
  CannedRepliesDocument,
  DeleteCannedReplyDocument,
  type SupportLanguage,
} from '@ycyw/core/generated/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation, useQuery } from 'urql';
import { Bones } from '../../ui/Bones.tsx';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { ChoiceField, TextField } from '../../ui/Field.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { Question } from '../../ui/Question.tsx';
import { useSettled } from '../help/useSettled.ts';
import { ManagerFrame } from './ManagerFrame.tsx';
import { ReplyForm } from './ReplyForm.tsx';
import { languages } from './profile.ts';

type Reply = CannedRepliesQuery['cannedReplies'][number];
type Done = { what: 'created' | 'changed' | 'deleted'; title: string; at: number };

/** The answers that agents keep ready, one language at a time. */
export function RepliesPage() {
  const { t, i18n } = useTranslation();
  const [language, setLanguage] = useState<SupportLanguage>(i18n.language.startsWith('en') ? 'en' : 'fr');
  const [text, setText] = useState('');
  const [adding, setAdding] = useState(false);
  const [done, setDone] = useState<Done | null>(null);
  const asked = useSettled(text.trim(), 250);
  const variables = { language, text: asked || null };
  const [{ data, error, fetching }, again] = useQuery({ query: CannedRepliesDocument, variables, requestPolicy: 'cache-and-network' });
  const replies = data?.cannedReplies;
  const tell = (what: Done['what']) => (title: string) => {
    setAdding(false);
    setDone((before) => ({ what, title, at: (before?.at ?? 0) + 1 }));
    again({ requestPolicy: 'network-only' });
  };
  return (
    <ManagerFrame page="replies">
      <p>{t('managing.repliesLead')}</p>
      {!adding && (
        <div>
          <Button
            compact
            onClick={() => {
              setDone(null);
              setAdding(true);
            }}
          >
            {t('managing.newReply')}
          </Button>
        </div>
      )}
      {done && (
        <Notice key={done.at} tone="good" takesFocus>
          {t(`managing.${done.what}`, { title: done.title })}
        </Notice>
      )}
      {adding && (
        <ReplyForm
          language={language}
          reply={null}
          onLeave={() => {
            setAdding(false);
          }}
          onDone={tell('created')}
        />
      )}
      <div className="finder">
        <ChoiceField
          label={t('managing.language')}
          value={language}
          onText={(chosen) => {
            setAdding(false);
            setLanguage(languages.find((each) => each === chosen) ?? 'fr');
          }}
        >
          {languages.map((each) => (
            <option key={each} value={each}>
              {t(`managing.languageOf.${each}`)}
            </option>
          ))}
        </ChoiceField>
        <TextField label={t('desk.paletteSearch')} type="search" maxLength={80} autoComplete="off" value={text} onText={setText} />
      </div>
      {error && !replies && <Problem failure={error} onRetry={again} />}
      {!replies && fetching && <Bones widths={['100%', '100%', '100%']} height={76} />}
      {replies?.length === 0 && <Empty title={t('managing.noReply')} text={t(asked ? 'desk.paletteNone' : 'managing.noReplyText')} />}
      {replies && replies.length > 0 && (
        <ul className="rows">
          {replies.map((reply) => (
            <ReplyRow key={reply.id} language={language} reply={reply} onChanged={tell('changed')} onDeleted={tell('deleted')} />
          ))}
        </ul>
      )}
    </ManagerFrame>
  );
}

type RowProps = { language: SupportLanguage; reply: Reply; onChanged: (title: string) => void; onDeleted: (title: string) => void };

function ReplyRow({ language, reply, onChanged, onDeleted }: RowProps) {
  const { t } = useTranslation();
  const [doing, setDoing] = useState<'change' | 'delete' | null>(null);
  const [{ error, fetching }, remove] = useMutation(DeleteCannedReplyDocument);
  const { id, title, body } = reply;
  const leave = () => {
    setDoing(null);
  };
  return (
    <li>
      <span className="facts">
        <b lang={language}>{title}</b>
        <span className="body" lang={language}>
          {body}
        </span>
      </span>
      {doing === null && (
        <div className="row acts">
          <Button
            tone="quiet"
            compact
            aria-label={t('managing.changeOf', { title })}
            onClick={() => {
              setDoing('change');
            }}
          >
            {t('managing.change')}
          </Button>
          <Button
            tone="quiet"
            compact
            aria-label={t('managing.deleteOf', { title })}
            onClick={() => {
              setDoing('delete');
            }}
          >
            {t('managing.delete')}
          </Button>
        </div>
      )}
      {doing === 'change' && (
        <div className="inner">
          <ReplyForm
            language={language}
            reply={reply}
            onLeave={leave}
            onDone={(changed) => {
              leave();
              onChanged(changed);
            }}
          />
        </div>
      )}
      {doing === 'delete' && (
        <div className="inner">
          <Question
            title={t('managing.deleteSure', { title })}
            yes={t('managing.delete')}
            busy={fetching}
            onNo={leave}
            onYes={() => {
              void remove({ id }).then(({ data }) => {
                if (data) onDeleted(title);
              });
            }}
          >
            {error && <Problem failure={error} />}
          </Question>
        </div>
      )}
    </li>
  );
}
