import { createTransport } from 'nodemailer';
import type { Send } from './delivery.ts';

/** Sends through the SMTP server at `url`, from `from`; gives up on a silent server after 20 s. */
export function smtp(url: string, from: string): { send: Send; close(): void } {
  const transport = createTransport({
    url,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send: async (to, letter) => {
      await transport.sendMail({ from, to: { name: '', address: to }, ...letter, headers: { 'Auto-Submitted': 'auto-generated' } });
    },
    close: () => {
      transport.close();
    },
  };
}
