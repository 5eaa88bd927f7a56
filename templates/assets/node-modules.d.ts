// The few types of Node.js that `node.js` needs.

declare module "node:fs" {
  export function readFileSync(file: URL, encoding: "utf8"): string;
  export function writeSync(descriptor: number, text: string): number;
}

declare module "node:path" {
  export function resolve(path: string): string;
  export const sep: string;
}

declare module "node:url" {
  export function pathToFileURL(path: string): URL;
}

declare module "node:process" {
  type Listener = (error: unknown) => void;
  const process: {
    on(event: "uncaughtExceptionMonitor", listener: Listener): void;
    off(event: "uncaughtExceptionMonitor", listener: Listener): void;
  };
  export default process;
}
