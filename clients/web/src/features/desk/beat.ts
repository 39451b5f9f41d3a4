/** Runs as a worker: a page that is not looked at has its own timers once a minute, which is too late for who has to be there. */
setInterval(() => {
  postMessage(null);
}, 20_000);
