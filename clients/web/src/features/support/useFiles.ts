import { CreateAttachmentDocument } from '@ycyw/core/generated/graphql';
import { readRefusal } from '@ycyw/core/refusal';
import { useCallback, useEffect, useRef, useState } from 'react';
import { type CombinedError, useClient } from 'urql';
import { put } from './put.ts';

export type FileProblem = 'type' | 'large' | 'many' | 'empty' | 'name' | 'waiting' | 'content' | 'malware' | 'unsent';

/** A file that was picked: on its way, there, or not. */
export type Picked = {
  clientId: string;
  file: File;
  /** Of an image, for its picture. */
  preview: string | null;
  percent: number;
  /** Once its bytes are there. */
  id: string | null;
  problem: FileProblem | null;
};

export const accepted = ['image/jpeg', 'image/png', 'image/webp', 'application/pdf'];
const mostBytes = 10_485_760;
const most = 4;
const wrongWith = ({ type, size }: File): FileProblem | null =>
  !accepted.includes(type) ? 'type' : size === 0 ? 'empty' : size > mostBytes ? 'large' : null;
/** What cannot become better by sending it again. */
const final = new Set<FileProblem | null>(['type', 'large', 'many', 'empty', 'name', 'content', 'malware']);
export const mayRetry = ({ problem }: Picked): boolean => problem !== null && !final.has(problem);

/** By the field that the server names first. */
const refused: Record<string, FileProblem> = { mediaType: 'type', bytes: 'large', name: 'name', attachments: 'waiting' };
const problemOf = (error: CombinedError | undefined): FileProblem => {
  const { code, reason = '' } = error ? readRefusal(error) : {};
  return code === 'BAD_INPUT' ? (refused[reason.split(' ', 1)[0] ?? ''] ?? 'unsent') : 'unsent';
};

const problems: Record<number, FileProblem> = { 400: 'content', 410: 'content', 413: 'large', 422: 'malware' };

/** The files that go with the next message: each uploads as soon as it is picked. */
export function useFiles(conversationId: string) {
  const client = useClient();
  const [files, setFiles] = useState<Picked[]>([]);
  const stops = useRef(new Map<string, AbortController>());
  const current = useRef(files);
  current.current = files;

  const set = useCallback((clientId: string, change: Partial<Picked>) => {
    setFiles((before) => before.map((each) => (each.clientId === clientId ? { ...each, ...change } : each)));
  }, []);

  const upload = useCallback(
    async ({ clientId, file }: Picked) => {
      const stop = new AbortController();
      const isStopped = () => stop.signal.aborted;
      stops.current.set(clientId, stop);
      set(clientId, { problem: null, percent: 0 });
      const input = { conversationId, name: file.name, mediaType: file.type, bytes: file.size, clientId };
      const { data, error } = await client.mutation(CreateAttachmentDocument, { input });
      if (isStopped()) return;
      if (!data) {
        set(clientId, { problem: problemOf(error) });
        return;
      }
      const status = await put(data.createAttachment.url, file, {
        signal: stop.signal,
        onPercent: (percent) => {
          set(clientId, { percent });
        },
      });
      if (isStopped()) return;
      if (status === 200 || status === 201) set(clientId, { id: data.createAttachment.id, percent: 100 });
      else set(clientId, { problem: problems[status] ?? 'unsent' });
    },
    [client, conversationId, set],
  );

  const pick = useCallback(
    (chosen: readonly File[]) => {
      const room = most - current.current.length;
      const made = chosen.map((file, index): Picked => {
        const problem = index >= room ? 'many' : wrongWith(file);
        const preview = file.type.startsWith('image/') && problem === null ? 'picture' : null;
        return { clientId: crypto.randomUUID(), file, preview, percent: 0, id: null, problem };
      });
      setFiles((before) => [...before, ...made]);
      for (const each of made) {
        if (each.problem !== null) continue;
        void upload(each);
        if (each.preview) void pictureOf(each.file).then((preview) => set(each.clientId, { preview }));
      }
    },
    [upload, set],
  );

  const remove = useCallback((clientId: string) => {
    stops.current.get(clientId)?.abort();
    stops.current.delete(clientId);
    setFiles((before) => before.filter((each) => each.clientId !== clientId));
  }, []);
  const clear = useCallback(() => {
    setFiles([]);
  }, []);
  useEffect(() => {
    const all = stops.current;
    return () => {
      for (const stop of all.values()) stop.abort();
    };
  }, []);
  return { files, pick, remove, clear, retry: (picked: Picked) => void upload(picked) };
}

/** An address of data: the page's policy shows no others of its own making. */
const pictureOf = (file: File): Promise<string | null> =>
  new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => {
      resolve(typeof reader.result === 'string' ? reader.result : null);
    };
    reader.onerror = () => {
      resolve(null);
    };
    reader.readAsDataURL(file);
  });
