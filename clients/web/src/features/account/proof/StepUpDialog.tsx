import { OwnProofsDocument, StepUpDocument, type TokenPartsFragment } from '@ycyw/core/generated/graphql';
import { readRefusal } from '@ycyw/core/refusal';
import { useTranslation } from 'react-i18next';
import { type CombinedError, useMutation, useQuery } from 'urql';
import { Bones } from '../../../ui/Bones.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Modal } from '../../../ui/Modal.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { PasskeyFailure } from '../passkey/PasskeyFailure.tsx';
import { usePasskey } from '../passkey/usePasskey.ts';
import { type Proof, ProofForm } from './ProofForm.tsx';

type Props = { onProven: (tokens: TokenPartsFragment) => void; onLeave: () => void };

/** Asks for a fresh proof of who is there, with what this person has. */
export function StepUpDialog({ onProven, onLeave }: Props) {
  const { t } = useTranslation();
  const [{ data, error }, again] = useQuery({ query: OwnProofsDocument, requestPolicy: 'network-only' });
  const [{ fetching, error: refused }, prove] = useMutation(StepUpDocument);
  const passkey = usePasskey('STEP_UP');
  const account = data?.me?.account;
  const proofs: Proof[] = [];
  if (account?.hasPassword) proofs.push('PASSWORD');
  if (account && account.mfa.passkeys > 0) proofs.push('PASSKEY');
  if (account?.mfa.totp) proofs.push('TOTP');
  if (account && account.mfa.recoveryCodesLeft > 0) proofs.push('RECOVERY_CODE');

  const onProof = async (proof: Proof, text: string) => {
    if (proof === 'PASSKEY') {
      const signedIn = await passkey.use();
      if (signedIn) onProven(signedIn.tokens);
      return;
    }
    passkey.forget();
    const answer = await prove(proof === 'PASSWORD' ? { password: text } : { method: proof, code: text });
    if (answer.data) onProven(answer.data.stepUp);
  };

  return (
    <Modal label={t('proof.title')} onLeave={onLeave}>
      <h2>{t('proof.title')}</h2>
      <p className="muted">{t('proof.why')}</p>
      {!account && !error && <Bones widths={['100%', '60%']} height={32} />}
      {error && <Problem failure={error} onRetry={again} />}
      {account && (
        <ProofForm
          proofs={proofs}
          label={t('proof.title')}
          busy={fetching || passkey.busy}
          onProof={(proof, text) => void onProof(proof, text)}
        >
          {refused && !passkey.busy && !passkey.failure && <Refused failure={refused} />}
          <PasskeyFailure failure={passkey.failure} />
        </ProofForm>
      )}
      <Button tone="quiet" wide onClick={onLeave}>
        {t('shell.cancel')}
      </Button>
    </Modal>
  );
}

function Refused({ failure }: { failure: CombinedError }) {
  const { t } = useTranslation();
  // The server's words speak of an address too, which nobody typed here.
  return readRefusal(failure).code === 'WRONG_CREDENTIALS' ? (
    <Notice tone="bad">{t('password.wrong')}</Notice>
  ) : (
    <Problem failure={failure} />
  );
}
