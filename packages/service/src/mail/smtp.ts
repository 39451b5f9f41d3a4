import { createTransport } from 'nodemailer';
import { message, type Letter, type Thread } from './message.ts';

export interface Post {
  /** Hands one letter to the mail server. `id` makes its Message-ID, so that a letter sent twice is known as one. */
  send(id: string, to: string, letter: Letter, thread?: Thread): Promise<void>;
  /** The Message-ID of the letter `id`, with its angle brackets. */
  messageId(id: string): string;
  close(): void;
}

/** Why a letter was not taken: codes only, because the server's words may hold somebody's address. */
export interface Refused {
  code: string;
  responseCode: number | null;
  /** The server will not take it later either. */
  final: boolean;
}

export const connections = 4;

/** The process's one pool of connections to the SMTP server at `url`; gives up on a silent one after 20 s. */
export function post(url: string, from: string): Post {
  const host = /@([^\s>]+)/.exec(from)?.[1] ?? 'localhost';
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: connections,
    maxMessages: 1000,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const messageId = (id: string): string => `<${id}@${host}>`;
  return {
    messageId,
    send: async (id, to, letter, thread) => {
      await transport.sendMail(message(from, to, messageId(id), letter, thread));
    },
    close: () => {
      transport.close();
    },
  };
}

export function refusedBy(error: unknown): Refused {
  const { code, responseCode } = (error ?? {}) as { code?: unknown; responseCode?: unknown };
  const answer = typeof responseCode === 'number' ? responseCode : null;
  const about = typeof code === 'string' ? code : 'UNKNOWN';
  // 5xx to the recipient or the message is final; to the connection or the log-in it is ours to mend.
  const final = answer !== null && answer >= 500 && (about === 'EENVELOPE' || about === 'EMESSAGE');
  return { code: about, responseCode: answer, final };
}
