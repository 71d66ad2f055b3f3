/** Resolves when the user ends the program: SIGINT, SIGTERM. */
export const untilInterrupted = (): Promise<void> =>
  new Promise((resolve) => {
    const end = () => {
      process.off('SIGINT', end);
      process.off('SIGTERM', end);
      resolve();
    };
    process.on('SIGINT', end);
    process.on('SIGTERM', end);
  });
