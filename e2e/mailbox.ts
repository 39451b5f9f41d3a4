const patienceMs = 20_000;

/** The link to `pathname` in the newest mail to `email` that has one, once it is there. */
export async function mailedLink(web: string, email: string, pathname: string): Promise<string> {
  for (let since = Date.now(); Date.now() - since < patienceMs;) {
    const mails = (await (await fetch(`${web}/mailbox.json?to=${encodeURIComponent(email)}`)).json()) as { links: string[] }[];
    const link = mails.flatMap(({ links }) => links).find((each) => new URL(each).pathname === pathname);
    if (link !== undefined) return link;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`no mail for ${email} leads to ${pathname}`);
}
