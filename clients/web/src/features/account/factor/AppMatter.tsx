import {
  ConfirmTotpEnrolmentDocument,
  type FactorPartsFragment,
  RemoveTotpDocument,
  StartTotpEnrolmentDocument,
  type StartTotpEnrolmentMutation,
} from '@ycyw/core/generated/graphql';
import { problemsOf, totpProblem } from '@ycyw/core/fieldProblem';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../../ui/Button.tsx';
import { CopyButton } from '../../../ui/CopyButton.tsx';
import { TextField } from '../../../ui/Field.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { Question } from '../../../ui/Question.tsx';
import { useCheckedForm } from '../../../ui/useCheckedForm.ts';
import { Matter } from '../Matter.tsx';
import './factor.css';
import { QrCode } from './QrCode.tsx';
import { RecoveryCodes } from './RecoveryCodes.tsx';

type Enrolment = StartTotpEnrolmentMutation['startTotpEnrolment'];

/** Codes from an application on the phone (TOTP). */
export function AppMatter({ mfa, onChanged }: { mfa: FactorPartsFragment; onChanged: () => void }) {
  const { t } = useTranslation();
  const [starting, start] = useMutation(StartTotpEnrolmentDocument);
  const [removing, remove] = useMutation(RemoveTotpDocument);
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const [asking, setAsking] = useState(false);
  const begin = async () => {
    setCodes(null);
    const { data } = await start({});
    if (data) setEnrolment(data.startTotpEnrolment);
  };
  const end = async () => {
    const { data } = await remove({});
    setAsking(false);
    if (data) onChanged();
  };
  const failed = removing.error ?? starting.error;
  const needed = mfa.totp && mfa.required && mfa.passkeys === 0;
  return (
    <Matter
      id="factors"
      title={t('factor.app')}
      about={t('factor.appAbout')}
      tag={<span className={mfa.totp ? 'tag' : 'tag plain'}>{mfa.totp ? t('factor.on') : t('factor.off')}</span>}
    >
      {failed && !enrolment && <Problem failure={failed} />}
      {codes && (
        <RecoveryCodes
          codes={codes}
          onKept={() => {
            setCodes(null);
          }}
        />
      )}
      {enrolment && (
        <EnrolmentForm
          enrolment={enrolment}
          onConfirmed={(fresh) => {
            setEnrolment(null);
            setCodes(fresh);
            onChanged();
          }}
          onLeave={() => {
            setEnrolment(null);
          }}
        />
      )}
      {!enrolment && !asking && (
        <div className="row">
          <Button tone="quiet" compact busy={starting.fetching && t('shell.loading')} onClick={() => void begin()}>
            {mfa.totp ? t('factor.replace') : t('factor.setUp')}
          </Button>
          {mfa.totp && !needed && (
            <Button
              tone="quiet"
              compact
              onClick={() => {
                setAsking(true);
              }}
            >
              {t('shell.remove')}
            </Button>
          )}
        </div>
      )}
      {needed && !enrolment && <p className="small muted">{t('factor.lastOne')}</p>}
      {asking && (
        <Question
          title={t('factor.removeTitle')}
          yes={t('factor.removeYes')}
          busy={removing.fetching}
          onYes={() => void end()}
          onNo={() => {
            setAsking(false);
          }}
        >
          <p className="muted">{t('factor.removeText')}</p>
        </Question>
      )}
    </Matter>
  );
}

type EnrolmentProps = { enrolment: Enrolment; onConfirmed: (codes: readonly string[]) => void; onLeave: () => void };

function EnrolmentForm({ enrolment: { secret, otpauthUrl }, onConfirmed, onLeave }: EnrolmentProps) {
  const { t } = useTranslation();
  const [{ error, fetching }, confirm] = useMutation(ConfirmTotpEnrolmentDocument);
  const [code, setCode] = useState('');
  const send = async () => {
    const { data } = await confirm({ code: code.replace(/\s/g, '') });
    if (data) onConfirmed(data.confirmTotpEnrolment.codes);
  };
  const { form, errorOf } = useCheckedForm(problemsOf({ code: totpProblem(code) }), () => void send());
  return (
    <form {...form} className="stack sheet" aria-label={t('factor.setUp')}>
      <h3>{t('factor.scanTitle')}</h3>
      <div className="scan">
        <QrCode text={otpauthUrl} label={t('factor.qr')} />
        <div className="stack">
          <p>{t('factor.scan')}</p>
          <p className="small muted">{t('factor.typeSecret')}</p>
          <p className="secret" translate="no">
            {secret.replace(/(.{4})(?=.)/g, '$1 ')}
          </p>
          <div className="row">
            <CopyButton text={secret} />
          </div>
        </div>
      </div>
      <TextField
        autoFocus
        label={t('proof.TOTP.label')}
        hint={t('proof.TOTP.hint')}
        autoComplete="one-time-code"
        inputMode="numeric"
        maxLength={8}
        className="code"
        error={errorOf('code')}
        value={code}
        onText={setCode}
      />
      {error && <Problem failure={error} />}
      <div className="row">
        <Button type="submit" compact busy={fetching && t('shell.loading')}>
          {t('factor.confirm')}
        </Button>
        <Button tone="quiet" compact onClick={onLeave}>
          {t('shell.cancel')}
        </Button>
      </div>
    </form>
  );
}
