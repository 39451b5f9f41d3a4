import { type FieldProblem, problemsOf, requiredProblem, totpProblem } from '@ycyw/core/fieldProblem';
import type { SecondFactor } from '@ycyw/core/generated/graphql';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui/Button.tsx';
import { TextField } from '../../../ui/Field.tsx';
import { useCheckedForm } from '../../../ui/useCheckedForm.ts';
import '../account.css';

export type Proof = SecondFactor | 'PASSWORD';

type Props = {
  /** What the person has, the usual one first. */
  proofs: readonly Proof[];
  label: string;
  busy: boolean;
  /** How the last attempt went, just above the button. */
  children: ReactNode;
  onProof: (proof: Proof, text: string) => void;
};

const checks: Record<Proof, (text: string) => FieldProblem | undefined> = {
  PASSWORD: requiredProblem,
  TOTP: totpProblem,
  RECOVERY_CODE: requiredProblem,
  PASSKEY: () => undefined,
};

/** One way to prove who one is, and how to choose another. */
export function ProofForm({ proofs, label, busy, children, onProof }: Props) {
  const { t } = useTranslation();
  const [proof, setProof] = useState<Proof>(proofs[0] ?? 'PASSWORD');
  // What was said of one way is not true of the next.
  const [tried, setTried] = useState(false);
  return (
    <div className="stack">
      <OneProof
        key={proof}
        proof={proof}
        label={label}
        busy={busy}
        onProof={(way, text) => {
          setTried(true);
          onProof(way, text);
        }}
      >
        {tried && children}
      </OneProof>
      <div className="others">
        {proofs
          .filter((other) => other !== proof)
          .map((other) => (
            <button
              key={other}
              type="button"
              className="link"
              onClick={() => {
                setProof(other);
                setTried(false);
              }}
            >
              {t(`proof.${other}.other`)}
            </button>
          ))}
      </div>
    </div>
  );
}

function OneProof({ proof, label, busy, children, onProof }: Omit<Props, 'proofs'> & { proof: Proof }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const { form, errorOf } = useCheckedForm(problemsOf({ text: checks[proof](text) }), () => {
    // Space is part of a password, and of no code.
    onProof(proof, proof === 'PASSWORD' ? text : text.replace(/\s/g, ''));
  });
  const field = { autoFocus: true, value: text, error: errorOf('text'), onText: setText };
  return (
    <form {...form} className="stack" aria-label={label}>
      {proof === 'PASSWORD' && <TextField {...field} label={t('account.password')} type="password" autoComplete="current-password" />}
      {proof === 'TOTP' && (
        <TextField
          {...field}
          label={t('proof.TOTP.label')}
          hint={t('proof.TOTP.hint')}
          autoComplete="one-time-code"
          inputMode="numeric"
          maxLength={8}
          className="code"
        />
      )}
      {proof === 'RECOVERY_CODE' && (
        <TextField
          {...field}
          label={t('proof.RECOVERY_CODE.label')}
          hint={t('proof.RECOVERY_CODE.hint')}
          autoComplete="off"
          spellCheck={false}
          maxLength={40}
          className="code"
        />
      )}
      {proof === 'PASSKEY' && <p className="muted">{t('proof.PASSKEY.hint')}</p>}
      {children}
      <Button type="submit" wide autoFocus={proof === 'PASSKEY'} busy={busy && t('account.signingIn')}>
        {t(`proof.${proof}.send`)}
      </Button>
    </form>
  );
}
