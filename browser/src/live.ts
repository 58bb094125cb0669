/** Counts as they change: a stream while the page is looked at, or asking now and then where there is no stream. */

const POLL = 15_000;
const FAILURES = 3;

/**
 * Watches until the page goes. `hear` gets each event's JSON; `ask` fetches everything anew; `back` is told when
 * the service can be reached again.
 */
export function watch(url: string, hear: (json: string) => void, ask: () => Promise<void>, back: () => void): void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setInterval> | undefined;
  let failures = 0;

  const reached = () => {
    if (failures) back();
    failures = 0;
  };
  const look = () => void ask().then(reached, () => failures++);
  const close = () => {
    source?.close();
    clearInterval(timer);
  };
  const open = () => {
    source = new EventSource(url);
    source.onopen = reached;
    source.onerror = () => {
      if (++failures < FAILURES && source?.readyState !== EventSource.CLOSED) return;
      close();
      timer = setInterval(look, POLL * (1 + Math.random() / 4));
    };
    source.addEventListener("tally", (event) => hear(event.data as string));
  };

  document.addEventListener("visibilitychange", () => {
    close();
    if (document.hidden) return;
    open();
    look();
  });
  if (!document.hidden) open();
}
