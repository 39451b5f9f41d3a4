import type { PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser';
import { BeginPasskeyDocument, FinishPasskeyDocument, type PasskeyPurpose, type SignedInPartsFragment } from '@ycyw/core/generated/graphql';
import { useState } from 'react';
import { type CombinedError, useClient } from 'urql';

async function credentialFor(purpose: PasskeyPurpose, options: string): Promise<string> {
  const { startAuthentication, startRegistration } = await import('@simplewebauthn/browser');
  const parsed: unknown = JSON.parse(options);
  return JSON.stringify(
    purpose === 'ENROL'
      ? await startRegistration({ optionsJSON: parsed as PublicKeyCredentialCreationOptionsJSON })
      : await startAuthentication({ optionsJSON: parsed as PublicKeyCredentialRequestOptionsJSON }),
  );
}

type PasskeyUse = {
  busy: boolean;
  /** From the server, or ABANDONED where the browser's own dialog was closed, or found nothing. */
  failure: CombinedError | 'ABANDONED' | null;
  use: (name?: string) => Promise<SignedInPartsFragment | null>;
  /** Another way is tried: how this one ended no longer counts. */
  forget: () => void;
};

/** One ceremony: the server's challenge, the device's answer, the server's verdict. */
export function usePasskey(purpose: PasskeyPurpose): PasskeyUse {
  const client = useClient();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<PasskeyUse['failure']>(null);

  const ceremony = async (name: string | undefined): Promise<SignedInPartsFragment | null> => {
    const begun = await client.mutation(BeginPasskeyDocument, { purpose });
    if (!begun.data) {
      setFailure(begun.error ?? null);
      return null;
    }
    const { id, options } = begun.data.beginPasskey;
    const credential = await credentialFor(purpose, options).catch(() => null);
    if (credential === null) {
      setFailure('ABANDONED');
      return null;
    }
    const finished = await client.mutation(FinishPasskeyDocument, { id, credential, name: name ?? null });
    setFailure(finished.error ?? null);
    return finished.data?.finishPasskey.__typename === 'SignedIn' ? finished.data.finishPasskey : null;
  };

  const use = async (name?: string) => {
    setBusy(true);
    setFailure(null);
    try {
      return await ceremony(name);
    } finally {
      setBusy(false);
    }
  };
  const forget = () => {
    setFailure(null);
  };
  return { busy, failure, use, forget };
}
