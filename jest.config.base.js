import { fileURLToPath } from 'node:url';

const testing = (name) => fileURLToPath(new URL(`packages/service/src/testing/${name}.ts`, import.meta.url));

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'es6' } }] },
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testTimeout: 60_000,
  globalSetup: testing('globalSetup'),
  globalTeardown: testing('globalTeardown'),
};
