import base from '../../jest.config.base.js';

/** Nothing here needs a database. */
export default { ...base, globalSetup: undefined };
