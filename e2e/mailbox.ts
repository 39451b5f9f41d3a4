const patienceMs = 20_000;

interface Mail {
  file: string;
  subject: string;
  links: string[];
}

/** What `find` sees in the newest mail to `email` in which it sees anything, once it is there. */
async function inMail<Found>(web: string, email: string, what: string, find: (mail: Mail) => Found | undefined): Promise<Found> {
  for (let since = Date.now(); Date.now() - since < patienceMs;) {
    const mails = (await (await fetch(`${web}/mailbox.json?to=${encodeURIComponent(email)}`)).json()) as Mail[];
    for (const mail of mails) {
      const found = find(mail);
      if (found !== undefined) return found;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`no mail for ${email} ${what}`);
}

/** The link to `pathname` in the newest mail to `email` that has one, once it is there. */
export const mailedLink = (web: string, email: string, pathname: string): Promise<string> =>
  inMail(web, email, `leads to ${pathname}`, ({ links }) => links.find((each) => new URL(each).pathname === pathname));

/** The subject of the newest mail to `email` that has these words in it, once it is there. */
export const mailAbout = (web: string, email: string, words: string): Promise<string> =>
  inMail(web, email, `is about ${words}`, ({ subject }) => (subject.includes(words) ? subject : undefined));

/** The page of the newest mail to `email` that leads to `pathname` and has these words in its subject, once it is there. */
export const mailPage = (web: string, email: string, pathname: string, words: string): Promise<string> =>
  inMail(web, email, `is about ${words} and leads to ${pathname}`, ({ subject, links, file }) =>
    subject.includes(words) && links.some((each) => new URL(each).pathname === pathname) ? `${web}/mailbox/${file}` : undefined,
  );
