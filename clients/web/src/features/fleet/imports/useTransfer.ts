import {
  AddFleetImportLinesDocument,
  FleetImportDocument,
  type ImportPartsFragment,
  StartFleetImportDocument,
  type StartFleetImportInput,
} from '@ycyw/core/generated/fleet/graphql';
import { readRefusal } from '@ycyw/core/refusal';
import { useCallback, useEffect, useRef, useState } from 'react';
import { type Client, type CombinedError, useClient } from 'urql';
import { partsOf } from './fileLines.ts';
import { keptReading } from './keptReading.ts';

type Step = { one?: ImportPartsFragment | null | undefined; error?: CombinedError | undefined };

/** Sends lines from where the import stands; where the graph has some of them already, because an answer was lost or another window sends too, says so. */
async function sendLines(client: Client, { id, nextLine }: ImportPartsFragment, lines: string[]): Promise<Step> {
  const { data, error } = await client.mutation(AddFleetImportLinesDocument, { input: { importId: id, fromLine: nextLine, lines } });
  if (!error || readRefusal(error).code !== 'WRONG_STATE') return { one: data?.addFleetImportLines, error };
  const asked = await client.query(FleetImportDocument, { id }, { requestPolicy: 'network-only' });
  return { one: asked.data?.fleetImport, error: asked.error };
}

export type Transfer = {
  state: 'idle' | 'sending' | 'paused' | 'ended';
  one: ImportPartsFragment | null;
  failure: CombinedError | null;
  /** The file cannot be read any more: moved, or changed since it was chosen. */
  lost: boolean;
  /** Begins, or goes on where the graph stands. */
  send: (file: File, input: StartFleetImportInput) => Promise<void>;
  /** The same file, from where it stands. */
  again: () => void;
  pause: () => void;
  /** Ready for another file; this one goes on when it is chosen again. */
  leave: () => void;
};

/** Sends a file part by part. The graph knows how far it has come, so a lost answer, a pause or a closed page lose and double nothing. */
export function useTransfer(): Transfer {
  const client = useClient();
  const [state, setState] = useState<Transfer['state']>('idle');
  const [one, setOne] = useState<ImportPartsFragment | null>(null);
  const [failure, setFailure] = useState<CombinedError | null>(null);
  const [lost, setLost] = useState(false);
  const run = useRef(0);
  const halted = useRef(false);
  const last = useRef<[File, StartFleetImportInput]>(undefined);
  useEffect(
    () => () => {
      run.current += 1;
    },
    [],
  );

  const send = useCallback(
    async (file: File, input: StartFleetImportInput) => {
      run.current += 1;
      const mine = run.current;
      last.current = [file, input];
      halted.current = false;
      const mineStill = () => mine === run.current;
      const stopped = () => halted.current || !mineStill();
      setState('sending');
      setFailure(null);
      setLost(false);
      const fail = (error: CombinedError | undefined) => {
        if (stopped()) return;
        setFailure(error ?? null);
        setState('paused');
      };
      const opened = await client.mutation(StartFleetImportDocument, { input });
      if (!opened.data) {
        fail(opened.error);
        return;
      }
      let current: ImportPartsFragment = opened.data.startFleetImport;
      if (mineStill()) setOne(current);
      try {
        for await (const { fromLine, lines } of partsOf(file, current.nextLine)) {
          while (current.state === 'RUNNING' && current.nextLine < fromLine + lines.length) {
            if (stopped()) return;
            const { one: next, error }: Step = await sendLines(client, current, lines.slice(Math.max(0, current.nextLine - fromLine)));
            if (!next) {
              fail(error);
              return;
            }
            current = next;
            if (mineStill()) setOne(current);
          }
          if (current.state !== 'RUNNING') break;
        }
      } catch {
        if (stopped()) return;
        setLost(true);
        setState('paused');
        return;
      }
      if (!mineStill()) return;
      if (current.state === 'DONE') keptReading.forget(input.fingerprint);
      if (current.state !== 'RUNNING') setState('ended');
    },
    [client],
  );
  // What is on its way still arrives, and is shown.
  const pause = useCallback(() => {
    halted.current = true;
    setState('paused');
  }, []);
  const again = useCallback(() => {
    if (last.current) void send(...last.current);
  }, [send]);
  const leave = useCallback(() => {
    run.current += 1;
    setState('idle');
    setOne(null);
  }, []);
  return { state, one, failure, lost, send, again, pause, leave };
}
