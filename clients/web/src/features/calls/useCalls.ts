import {
  AnswerCallDocument,
  type CallMedia,
  type CallPartsFragment,
  type ConversationHeadFragment,
  type Party,
  ProposeCallDocument,
  ReportCallDocument,
  SignalCallDocument,
} from '@ycyw/core/generated/graphql';
import type { Live } from '@ycyw/core/live';
import { readRefusal } from '@ycyw/core/refusal';
import { useEffect, useRef, useState } from 'react';
import { type CombinedError, useClient } from 'urql';
import { deliver } from './deliver.ts';
import { type Ongoing, ongoing, useOngoing } from './ongoing.ts';
import { takePart } from './session.ts';

/** What the person has chosen in the check of their devices. */
export type Chosen = {
  hidden: boolean;
  microphone: MediaStreamTrack | null;
  camera: MediaStreamTrack | null;
  screen: MediaStreamTrack | null;
};

/** What the devices are checked for: to ask for a call, or to answer one. */
export type Checking = { media: CallMedia; answering: CallPartsFragment | null };

/** How the calls of a conversation stand for one who has it open. */
export type Calls = {
  name: string;
  /** Which one this window takes part in, of this conversation or another. */
  ongoing: Ongoing | null;
  /** One that waits for this person's answer. */
  incoming: CallPartsFragment | null;
  /** One of this conversation that others take part in, or this person on another device. */
  elsewhere: { call: CallPartsFragment; own: boolean } | null;
  mayAsk: boolean;
  /** Whether there is a relay, behind which one's address is hidden. */
  mayHide: boolean;
  checking: Checking | null;
  failure: CombinedError | null;
  check: (media: CallMedia) => void;
  leaveCheck: () => void;
  join: (chosen: Chosen) => Promise<void>;
  answer: () => void;
  decline: () => void;
  /** Ends one that goes on elsewhere. */
  end: () => void;
};

const isRinging = ({ state }: CallPartsFragment): boolean => state === 'PROPOSED' || state === 'RINGING';
const stop = (...tracks: (MediaStreamTrack | null)[]): void => {
  for (const track of tracks) track?.stop();
};

export function useCalls(head: ConversationHeadFragment | null, side: Party, viewerId: string, live: Live, name: string): Calls {
  const client = useClient();
  const now = useOngoing();
  const [checking, setChecking] = useState<Checking | null>(null);
  const [failure, setFailure] = useState<CombinedError | null>(null);
  /** Answered here: another look at it would only repeat what is known. */
  const [settled, setSettled] = useState<string | null>(null);
  const call = head?.call ?? null;
  const own = call?.ofMine === true;
  const here = call !== null && now?.callId === call.id;
  const incoming = call && own && !here && call.proposedBy !== side && isRinging(call) && call.id !== settled ? call : null;
  const told = incoming?.state === 'PROPOSED' ? incoming.id : null;

  useEffect(() => {
    if (!told) return;
    const gone = new AbortController();
    void deliver(() => client.mutation(ReportCallDocument, { callId: told, report: 'RINGING' }), gone.signal);
    return () => {
      gone.abort();
    };
  }, [client, told]);

  const hangUp = (callId: string): void => {
    const gone = AbortSignal.timeout(60_000);
    void deliver(() => client.mutation(SignalCallDocument, { callId, kind: 'HANG_UP', payload: '{}' }), gone);
  };
  /** The check that is open; leaving it while its answer is on the way undoes what it asked for. */
  const check = useRef(0);

  async function join(chosen: Chosen): Promise<void> {
    if (!checking || !head) return;
    const { answering } = checking;
    const media = checking.media === 'VIDEO' && !chosen.camera ? 'AUDIO' : checking.media;
    const clientId = crypto.randomUUID();
    setFailure(null);
    const joined = check.current;
    const answered = answering
      ? await client.mutation(AnswerCallDocument, { callId: answering.id, accept: true, clientId })
      : await client.mutation(ProposeCallDocument, { conversationId: head.id, clientId, media });
    const { data, error } = answered;
    const taken = data && ('answerCall' in data ? data.answerCall : data.proposeCall);
    const isLeft = check.current !== joined;
    if (!isLeft) setChecking(null);
    if (isLeft || !taken) stop(chosen.microphone, chosen.camera, chosen.screen);
    if (isLeft) {
      if (taken) hangUp(taken.id);
      return;
    }
    if (taken) takePart({ client, live }, { ...chosen, call: taken, name, polite: side === 'CUSTOMER', answering: answering !== null });
    // On another device it was answered first: there it goes on.
    if (error && !(answering && readRefusal(error).code === 'WRONG_STATE')) setFailure(error);
  }

  const asked = checking?.answering ?? null;
  return {
    name,
    ongoing: now,
    incoming: asked && incoming?.id === asked.id ? null : incoming,
    elsewhere: call && !here && !incoming && asked?.id !== call.id && call.id !== settled && !ongoing.had(call.id) ? { call, own } : null,
    mayAsk:
      head?.state === 'ASSIGNED' &&
      call === null &&
      now === null &&
      (side === 'CUSTOMER' || (Boolean(head.customer) && head.agent?.id === viewerId)),
    mayHide: head?.hasCallRelay === true,
    // Who asked may have given up meanwhile.
    checking: checking && (!asked || call?.id === asked.id) ? checking : null,
    failure,
    check: (media) => {
      setFailure(null);
      setChecking({ media, answering: null });
    },
    leaveCheck: () => {
      check.current += 1;
      setChecking(null);
    },
    join,
    answer: () => {
      setFailure(null);
      if (incoming) setChecking({ media: incoming.media, answering: incoming });
    },
    decline: () => {
      if (!incoming) return;
      setSettled(incoming.id);
      void client.mutation(AnswerCallDocument, { callId: incoming.id, accept: false }).toPromise();
    },
    end: () => {
      if (call) hangUp(call.id);
    },
  };
}
