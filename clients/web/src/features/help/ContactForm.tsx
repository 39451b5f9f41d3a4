import { Link } from '@tanstack/react-router';
import { emailProblem, problemsOf, requiredProblem } from '@ycyw/core/fieldProblem';
import { SendContactFormDocument } from '@ycyw/core/generated/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/Field.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useCheckedForm } from '../../ui/useCheckedForm.ts';
import { useIdempotencyKey } from '../../ui/useIdempotencyKey.ts';
import { Answered } from './Answered.tsx';
import { ContactSent } from './ContactSent.tsx';
import { isTooLong, MessageField } from './MessageField.tsx';
import { Proposals } from './Proposals.tsx';

const blank = { name: '', email: '', reference: '', subject: '', body: '' };

/** For whoever has no account, or has not signed in: answered by mail. */
export function ContactForm({ booking }: { booking: string | undefined }) {
  const { t } = useTranslation();
  const [{ fetching, error }, sendForm] = useMutation(SendContactFormDocument);
  const keyFor = useIdempotencyKey();
  const [said, setSaid] = useState({ ...blank, reference: booking ?? '' });
  const [website, setWebsite] = useState('');
  const [answered, setAnswered] = useState(false);
  const [sent, setSent] = useState<{ ticket: string | null; email: string } | null>(null);
  const say = (field: keyof typeof blank) => (text: string) => {
    setSaid((before) => ({ ...before, [field]: text }));
  };
  const send = async () => {
    const { name, email, reference, subject, body } = said;
    // Nobody sees that field: a program filled it in.
    if (website !== '') {
      setSent({ ticket: null, email });
      return;
    }
    const input = {
      name: name.trim(),
      email: email.trim(),
      subject: subject.trim(),
      body: body.trim(),
      bookingReference: reference.trim() || null,
    };
    const { data } = await sendForm({ input: { ...input, clientId: keyFor(input) } });
    if (data) setSent({ ticket: data.sendContactForm.ticket, email: input.email });
  };
  const problems = problemsOf({
    name: requiredProblem(said.name),
    email: emailProblem(said.email),
    subject: requiredProblem(said.subject),
    body: isTooLong(said.body) ? 'required' : requiredProblem(said.body),
  });
  const { form, errorOf } = useCheckedForm(problems, () => void send());
  if (sent) {
    return (
      <ContactSent
        {...sent}
        onAnother={() => {
          setSent(null);
          setSaid(({ name, email }) => ({ ...blank, name, email }));
        }}
      />
    );
  }
  if (answered) {
    return (
      <Answered
        onGoOn={() => {
          setAnswered(false);
        }}
      />
    );
  }
  return (
    <form {...form} className="stack sheet" aria-labelledby="contact">
      <div>
        <h2 id="contact">{t('help.contact.title')}</h2>
        <p className="muted">
          {t('help.contact.lead')}{' '}
          <Link className="link" to="/sign-in" search={{ next: '/help' }}>
            {t('help.contact.signIn')}
          </Link>
        </p>
      </div>
      <div className="pair">
        <TextField
          label={t('help.contact.name')}
          autoComplete="name"
          maxLength={100}
          error={errorOf('name')}
          value={said.name}
          onText={say('name')}
        />
        <TextField
          label={t('help.contact.email')}
          hint={t('help.contact.emailHint')}
          type="email"
          autoComplete="email"
          inputMode="email"
          maxLength={254}
          error={errorOf('email')}
          value={said.email}
          onText={say('email')}
        />
      </div>
      <div className="unseen" aria-hidden="true">
        <TextField label={t('help.contact.website')} name="website" tabIndex={-1} autoComplete="off" value={website} onText={setWebsite} />
      </div>
      <div className="pair">
        <TextField
          label={t('help.contact.subject')}
          hint={t('help.contact.subjectHint')}
          maxLength={120}
          error={errorOf('subject')}
          value={said.subject}
          onText={say('subject')}
        />
        <TextField
          label={t('help.contact.reference')}
          hint={t('help.contact.referenceHint')}
          autoComplete="off"
          autoCapitalize="characters"
          maxLength={40}
          value={said.reference}
          onText={say('reference')}
        />
      </div>
      <MessageField label={t('help.contact.body')} value={said.body} onText={say('body')} error={errorOf('body')} />
      <Proposals
        text={`${said.subject} ${said.body}`}
        onAnswered={() => {
          setAnswered(true);
        }}
      />
      {error && <Problem failure={error} />}
      <Button type="submit" busy={fetching && t('help.contact.sending')}>
        {t('help.contact.send')}
      </Button>
      <p className="muted small">{t('help.contact.privacy')}</p>
    </form>
  );
}
