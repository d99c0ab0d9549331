/** Rung by anybody at any time; heard once by the one who waits, also when it rang before he came. */
export function makeBell() {
  let isRung = false;
  let hear = () => {};
  return {
    ring: () => {
      isRung = true;
      hear();
    },
    reset: () => {
      isRung = false;
    },
    rung: (ms: number) =>
      new Promise<void>((resolve) => {
        if (isRung) return resolve();
        const timer = setTimeout(done, ms);
        hear = done;
        function done() {
          clearTimeout(timer);
          hear = () => {};
          resolve();
        }
      }),
  };
}
