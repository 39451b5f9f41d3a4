type Means = { signal: AbortSignal; onPercent: (percent: number) => void };

/** PUTs the bytes; the answer's status, 0 where none came. `fetch` tells nothing of what leaves. */
export function put(url: string, file: File, { signal, onPercent }: Means): Promise<number> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('PUT', url);
    request.timeout = 120_000;
    request.upload.onprogress = ({ loaded, total }) => {
      onPercent(Math.round((loaded / total) * 100));
    };
    request.onloadend = () => {
      resolve(request.status);
    };
    signal.addEventListener('abort', () => {
      request.abort();
    });
    request.send(file);
  });
}
