import type { Page } from 'playwright-core';

interface Words {
  brand: string;
  privacy: { personalisation: { title: string } };
  shell: { saved: string };
}

const isForTrips = (body: string | null): boolean => body?.includes('query NextTrips') === true;

/** Grants and withdraws personalisation; each time the home page, reached without a reload, must ask anew what there is for this person. */
export async function personalisationOffAtOnce(page: Page, words: Words): Promise<void> {
  const choice = page.getByRole('checkbox', { name: words.privacy.personalisation.title });
  // An answer that can be kept, whatever there is to recommend to somebody so new.
  await page.route('**/graphql', (route) =>
    isForTrips(route.request().postData())
      ? route.fulfill({ json: { data: { me: { __typename: 'User', id: 'new', nextTrips: [] } } } })
      : route.fallback(),
  );
  for (const granted of [true, false]) {
    await choice.setChecked(granted);
    await page.getByText(words.shell.saved).waitFor();
    const asked = page.waitForResponse((response) => isForTrips(response.request().postData()));
    await Promise.all([asked, page.getByRole('banner').getByRole('link', { name: words.brand }).click()]);
    await page.goBack();
    await choice.waitFor();
  }
  await page.unroute('**/graphql');
}
