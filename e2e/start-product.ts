import { launchProduct, newDataDir } from "./launch-product";

/** Starts the product for the journeys and stops it at their end. With PARLEY_URL set the product that runs there is walked instead. */
export default async function startProduct(): Promise<() => Promise<void>> {
  if (process.env.PARLEY_URL) return async () => {};
  const { url, dataDir, variables, stop } = await launchProduct(newDataDir("journeys-"));
  Object.assign(process.env, { PARLEY_URL: url, PARLEY_DATA_DIR: dataDir, ...simulators(variables()) });
  return stop;
}

/** Where the customers write: MESSENGER_SIMULATOR_URL and so on. */
function simulators(running: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(running).flatMap(([name, value]) => (name.endsWith("_API_URL") ? [[name.replace("_API_", "_SIMULATOR_"), value]] : [])),
  );
}
