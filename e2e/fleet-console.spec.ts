import assert from 'node:assert/strict';
import * as hooks from 'node:test';
import type { Browser, Page } from 'playwright-core';
import words from '../clients/core/messages/fleet.fr.json' with { type: 'json' };
import french from '../clients/core/messages/fr.json' with { type: 'json' };
import rental from '../clients/core/messages/rental.fr.json' with { type: 'json' };
import { until, wallClock } from './authz/renting.ts';
import { accessibilityFaults, chromiumPath, launch, picture, resize } from './browser.ts';
import { inDays, people } from './people.ts';
import { openAgency, rentals, type Booked } from './rentals.ts';
import { runningSystem, type Running } from './running.ts';
import { staffPage } from './staffPage.ts';

const { test } = hooks;
const skip = chromiumPath() === undefined && 'no Chromium here (set CHROMIUM_PATH, or apt-get install chromium)';
const patienceMs = 15_000;
const { fleet } = words;
const { inspection } = rental;
const agency = 'FLOT';
const minutesToPickUp = 25;
const threeDays = 3 * 24 * 60;

let system: Running;
let browser: Browser;
let booked: Booked;
let manager: Page;
let agent: Page;
hooks.before(async () => {
  if (skip) return;
  [system, browser] = await Promise.all([runningSystem(), launch()]);
  const asked = people(system);
  const [admin, guests] = await Promise.all([asked.as('ada.admin@example.com'), rentals(system, asked)]);
  await openAgency(admin, agency, 'EDMV', 2);
  const book = (givenName: string, familyName: string, minutes: number): Promise<Booked> =>
    guests.book({
      agency,
      acriss: 'EDMV',
      from: wallClock('EU', minutes),
      to: wallClock('EU', minutes + threeDays),
      email: `${givenName}.${familyName}@example.com`.toLowerCase(),
      name: { givenName, familyName },
    });
  [booked, , manager, agent] = await Promise.all([
    book('Louise', 'Petit', minutesToPickUp),
    book('Karim', 'Benali', minutesToPickUp + 20),
    staffPage(browser, system, 'noah.manager@example.com', patienceMs),
    staffPage(browser, system, 'marie.agent@example.com', patienceMs),
  ]);
  asked.close();
});
hooks.after(async () => {
  if (skip) return;
  await browser.close();
  await system.stop();
});

async function accessible(page: Page, screen: string): Promise<void> {
  assert.deepEqual(await accessibilityFaults(page), [], `accessibility of ${screen}`);
  await picture(page, screen);
}

async function pickAgency(page: Page, label: string, code: string): Promise<void> {
  await page.getByRole('combobox', { name: label }).last().fill(code);
  await page.getByRole('option', { name: code }).first().click();
}

const says = (sentence: string, holes: Record<string, string>): string =>
  sentence.replace(/\{\{(\w+)\}\}/g, (hole, name: string) => holes[name] ?? hole);

void test('a manager adds a unit, and finds it by a part of its plate', { skip }, async () => {
  await manager.getByRole('link', { name: french.shell.fleet, exact: true }).click();
  await manager.getByRole('button', { name: fleet.add.open }).click();
  const form = manager.getByRole('form', { name: fleet.add.open });
  await form.getByRole('combobox', { name: fleet.agency }).fill(agency);
  await manager.getByRole('option', { name: agency }).first().click();
  await form.getByLabel(fleet.class, { exact: true }).selectOption('CDMV');
  await form.getByRole('button', { name: fleet.add.send, exact: true }).click();
  await form.getByText(fleet.add.added_one.replace('{{count}}', '1')).waitFor();
  await form.getByRole('button', { name: french.shell.close }).click();

  await pickAgency(manager, fleet.agency, agency);
  const rows = manager.locator('.units > li');
  await rows.nth(2).waitFor();
  const plate = await rows.filter({ hasText: 'CDMV' }).locator('.plate').innerText();
  await manager.getByLabel(fleet.unit.plate).fill(plate.replace(/\W/g, '').slice(1).toLowerCase());
  await manager.getByText(says(fleet.unitCount_one, { number: '1' })).waitFor();
  await accessible(manager, '40-units-desktop-fr');
  await rows.getByText(plate, { exact: true }).click();
  await manager.getByRole('heading', { level: 1, name: plate }).waitFor();
});

void test('plans its maintenance, and then that it goes to another agency', { skip }, async () => {
  await manager.getByRole('button', { name: fleet.absence.maintenance }).click();
  const mending = manager.getByRole('form', { name: fleet.absence.maintenance });
  await mending.getByLabel(fleet.absence.from, { exact: true }).fill(inDays(10, '08:00'));
  await mending.getByLabel(fleet.absence.to, { exact: true }).fill(inDays(11, '18:00'));
  await mending.getByLabel(fleet.absence.reason).fill('Freins');
  await mending.getByRole('button', { name: fleet.absence.plan, exact: true }).click();
  await manager.getByText('Freins').waitFor();

  await manager.getByRole('button', { name: fleet.absence.transfer }).click();
  const moving = manager.getByRole('form', { name: fleet.absence.transfer });
  await moving.getByRole('combobox', { name: fleet.absence.toAgency }).fill('LYS');
  await manager.getByRole('option', { name: 'LYS' }).first().click();
  await moving.getByLabel(fleet.absence.departAt).fill(inDays(5));
  const send = moving.getByRole('button', { name: fleet.absence.plan, exact: true });
  await send.click();
  await moving.getByText(fleet.absence.inTheWay).waitFor();
  await moving.getByLabel(fleet.absence.departAt).fill(inDays(20));
  await send.click();
  await manager.getByText(/^Transfert vers .*\(LYS\)$/).waitFor();
  await accessible(manager, '41-unit-desktop-fr');
});

void test('imports a file, and reads which row was refused, for which field and why', { skip }, async () => {
  await manager.getByRole('link', { name: fleet.imports, exact: true }).click();
  const lines = [
    'Immatriculation;Marque;Modèle;Année;Classe;Agence',
    `FL-001-OT;Renault;Clio;2025;EDMV;${agency}`,
    `FL-002-OT;Renault;Clio;1889;EDMV;${agency}`,
    `FL-003-OT;Ford;Focus;2026;CDMV;${agency}`,
  ];
  await manager
    .locator('input[type=file]')
    .setInputFiles({ name: 'parc.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) });
  await manager.getByRole('button', { name: fleet.import.begin }).click();
  await manager.getByText(fleet.import.doneSome).waitFor();
  const refused = manager.getByRole('table').getByRole('row').nth(1).getByRole('cell');
  await refused.first().waitFor();
  const [line, field, reason = ''] = await refused.allInnerTexts();
  assert.deepEqual([line, field], ['3', fleet.column.year]);
  assert.match(reason, /^L’année doit être entre 1990\D/);
  await accessible(manager, '42-import-desktop-fr');
  await manager.goto(`${system.web}/fleet?agency=${agency}&plate=003o`);
  await manager.getByText('FL-003-OT').waitFor();
});

void test('an agent opens a paid booking by its reference, and hands a car over', { skip }, async () => {
  await agent.getByRole('link', { name: french.shell.counter }).click();
  await pickAgency(agent, fleet.counter.agency, agency);
  await agent.getByRole('heading', { name: fleet.counter.leaving }).waitFor();
  const reference = agent.getByLabel(fleet.counter.reference);
  await reference.focus();
  await accessible(agent, '43-counter-desktop-fr');
  await reference.fill('YC-12');
  await reference.press('Enter');
  await agent.getByText(french.field.badReference).waitFor();
  await reference.fill(booked.reference.replaceAll('-', ' ').toLowerCase());
  await reference.press('Enter');
  await agent.getByRole('heading', { level: 1, name: booked.reference }).waitFor();
  await agent.getByText('Louise Petit').waitFor();
  const form = agent.getByRole('form', { name: fleet.handOver.title });
  await form.getByRole('button', { name: fleet.handOver.send }).click();
  await form.getByText(french.field.noUnit).waitFor();
  const car = form.locator('.unit-choice').getByRole('radio').first();
  await car.check();
  await form.getByLabel(fleet.unit.odometer).fill('1200');
  await form.getByRole('slider').press('ArrowLeft');
  await accessible(agent, '44-hand-over-desktop-fr');
  await resize(agent, { width: 390, height: 844 });
  await agent.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  assert.ok(await agent.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth'), 'the hand-over fits a phone');
  await accessible(agent, '46-hand-over-phone-fr-dark');
  await resize(agent, { width: 1280, height: 860 });
  await agent.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await form.getByRole('button', { name: /^Remettre \S+/ }).click();
  await form.getByRole('button', { name: inspection.missing.yes }).click();
  await agent.getByText(french.booking.state.IN_PROGRESS, { exact: true }).waitFor();
});

void test('takes it back: an odometer does not run backwards', { skip }, async () => {
  const form = agent.getByRole('form', { name: /^Reprendre / });
  const odometer = form.getByLabel(fleet.unit.odometer);
  await odometer.fill('1530');
  await accessible(agent, '45-take-back-desktop-fr');
  await odometer.fill('900');
  const send = async (): Promise<void> => {
    await form.getByRole('button', { name: /^Reprendre \S+/ }).click();
    await form.getByRole('button', { name: inspection.missing.yes }).click();
  };
  await send();
  await form.getByText(/^Un compteur ne recule pas/).waitFor();
  await odometer.fill('1530');
  await send();
  await agent.getByText(french.booking.state.RETURNED, { exact: true }).waitFor();
  await agent.getByRole('link', { name: fleet.counter.seeUnit }).click();
  // The fleet hears of it a moment later.
  await until('a unit that is back', async () => {
    await agent.reload();
    await agent.getByRole('heading', { level: 1 }).waitFor();
    const [back, read] = await Promise.all([fleet.state.AVAILABLE, /^1\s530\skm$/].map((text) => agent.getByText(text).count()));
    return (back ?? 0) > 0 && (read ?? 0) > 0;
  });
});
