/**
 * For pages with a widget's frame and no other script of ours: makes each frame as high as it asks to be.
 * `<script async src=".../embed/resize.js"></script>`
 */
{
  const LOWEST = 50;
  const HIGHEST = 10_000;
  /** Milliseconds between two changes of one frame's height. */
  const PAUSE = 100;

  const ours = new URL((document.currentScript as HTMLScriptElement).src).origin;
  const waiting = new Map<HTMLIFrameElement, number>();

  /** Finds the frame that a window belongs to, if that is one of ours. */
  const find = (source: MessageEventSource | null): HTMLIFrameElement | undefined =>
    [...document.querySelectorAll("iframe")].find(
      ({ contentWindow, src }) => contentWindow && contentWindow === source && src.startsWith(`${ours}/embed/`),
    );

  /** Whether this is the origin of our frame: in a sandbox it has none. */
  const fits = (origin: string, { sandbox }: HTMLIFrameElement): boolean =>
    origin === ours || (origin === "null" && sandbox.length > 0 && !sandbox.contains("allow-same-origin"));

  const grow = (frame: HTMLIFrameElement): void => {
    const height = waiting.get(frame);
    waiting.delete(frame);
    if (!height) return;
    // Whatever border the page gives it, what is inside gets the height it asked for.
    frame.style.boxSizing = "content-box";
    frame.style.height = `${height}px`;
  };

  addEventListener("message", ({ source, origin, data }) => {
    const height: unknown = (data as { voxpop?: { height?: unknown } } | null)?.voxpop?.height;
    if (typeof height !== "number" || !Number.isFinite(height) || height <= 0) return;
    const frame = find(source);
    if (!frame || !fits(origin, frame)) return;
    // However often a frame asks, its page is laid out anew a few times a second; the last word counts.
    if (!waiting.has(frame)) setTimeout(grow, PAUSE, frame);
    waiting.set(frame, Math.min(Math.max(Math.ceil(height), LOWEST), HIGHEST));
  });
}
