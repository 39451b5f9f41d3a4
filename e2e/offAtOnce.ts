import type { Page } from 'playwright-core';

interface Words {
  brand: string;
  privacy: { personalisation: { title: string } };
  shell: { saved: string };
}

/** Grants and withdraws personalisation; each time the home page, reached without a reload, must ask anew what there is for this person. */
export async function personalisationOffAtOnce(page: Page, words: Words): Promise<void> {
  const choice = page.getByRole('checkbox', { name: words.privacy.personalisation.title });
  for (const granted of [true, false]) {
    await choice.setChecked(granted);
    await page.getByText(words.shell.saved).waitFor();
    const asked = page.waitForRequest((request) => request.postData()?.includes('query NextTrips') === true);
    await Promise.all([asked, page.getByRole('banner').getByRole('link', { name: words.brand }).click()]);
    await page.goBack();
    await choice.waitFor();
  }
}
