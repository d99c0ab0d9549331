/** Named timers: setting one again replaces it, so that nothing is waited for twice. */
export class Timers {
  private readonly running = new Map<string, ReturnType<typeof setTimeout>>();

  after(name: string, ms: number, fn: () => void = () => {}): void {
    this.cancel(name);
    const timer = setTimeout(() => {
      this.running.delete(name);
      fn();
    }, ms);
    this.running.set(name, timer);
  }

  has(name: string): boolean {
    return this.running.has(name);
  }

  cancel(name: string): void {
    clearTimeout(this.running.get(name));
    this.running.delete(name);
  }

  clear(): void {
    for (const name of [...this.running.keys()]) this.cancel(name);
  }
}
