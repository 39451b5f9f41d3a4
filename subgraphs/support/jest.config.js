import base from '../../jest.config.base.js';

// Sockets, mail and retries, on machines that are busy with other suites.
export default { ...base, testTimeout: 30_000 };
