import { type SecondFactor, type SignedInPartsFragment, VerifySecondFactorDocument } from '@ycyw/core/generated/graphql';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Problem } from '../../../ui/Problem.tsx';
import { PasskeyFailure } from '../passkey/PasskeyFailure.tsx';
import { usePasskey } from '../passkey/usePasskey.ts';
import { type Proof, ProofForm } from './ProofForm.tsx';

type Props = {
  challenge: string;
  methods: readonly SecondFactor[];
  onSignedIn: (signedIn: SignedInPartsFragment) => void;
  onRestart: () => void;
};

const usual: SecondFactor[] = ['TOTP', 'PASSKEY', 'RECOVERY_CODE'];

/** The password was right: now the second factor. */
export function SecondFactorStep({ challenge, methods, onSignedIn, onRestart }: Props) {
  const { t } = useTranslation();
  const [{ fetching, error }, verify] = useMutation(VerifySecondFactorDocument);
  const passkey = usePasskey('SIGN_IN');
  const onProof = async (proof: Proof, code: string) => {
    if (proof === 'PASSWORD') return;
    if (proof !== 'PASSKEY') passkey.forget();
    const signedIn =
      proof === 'PASSKEY' ? await passkey.use() : (await verify({ challenge, method: proof, code })).data?.verifySecondFactor;
    if (signedIn) onSignedIn(signedIn);
  };
  return (
    <div className="stack">
      <h2>{t('proof.secondTitle')}</h2>
      <p className="muted">{t('proof.second')}</p>
      <ProofForm
        proofs={usual.filter((method) => methods.includes(method))}
        label={t('proof.secondTitle')}
        busy={fetching || passkey.busy}
        onProof={(proof, code) => void onProof(proof, code)}
      >
        {error && !passkey.busy && !passkey.failure && <Problem failure={error} />}
        <PasskeyFailure failure={passkey.failure} />
      </ProofForm>
      <button type="button" className="link" onClick={onRestart}>
        {t('proof.restart')}
      </button>
    </div>
  );
}
