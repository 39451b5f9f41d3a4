import { SMTPServer } from 'smtp-server';
import { mailFolder } from './folder.ts';
import { isForSupport, type Provider } from './provider.ts';

/** As much as mail servers take: letters may carry files. */
const largest = 25 * 1024 * 1024;

export interface MailSink {
  smtpPort: number;
  folder: string;
  /** Who brings mails to customer service on. */
  provider?: Provider;
}

/** Listens for SMTP on 127.0.0.1:`smtpPort` and keeps every mail in `folder`; a mail is stored before the sender hears 250. */
export async function startMailSink({ smtpPort, folder, provider }: MailSink): Promise<{ stop(): Promise<void> }> {
  const kept = mailFolder(folder);
  const server = new SMTPServer({
    banner: 'local mail sink',
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: largest,
    maxClients: 50,
    closeTimeout: 2000,
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => {
        // Past the limit the rest is read to be thrown away: SMTP has no way to interrupt.
        if (!stream.sizeExceeded) chunks.push(chunk);
      });
      stream.on('error', done);
      stream.on('end', () => {
        if (stream.sizeExceeded) {
          done(Object.assign(new Error('mail larger than 5 MiB'), { responseCode: 552 }));
          return;
        }
        const recipients = session.envelope.rcptTo.map(({ address }) => address);
        const mail = Buffer.concat(chunks);
        try {
          kept.add(mail, recipients, new Date());
        } catch (error) {
          done(error instanceof Error ? error : new Error(String(error)));
          return;
        }
        if (recipients.some(isForSupport)) void provider?.bring(mail);
        done();
      });
    },
  });
  // A client that hangs up is its own affair; a port that is taken is ours, and rejects below.
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(smtpPort, '127.0.0.1', () => {
      server.off('error', reject);
      server.on('error', () => undefined);
      resolve();
    });
  });
  return {
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  };
}
