"use client";

import { useEffect, useState } from "react";

/** True once `isSo` has been true for this long; false again at once. Quick answers then show no skeleton, short gaps no bar. */
export function useAfter(isSo: boolean, ms: number): boolean {
  const [isLong, setIsLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsLong(isSo), isSo ? ms : 0);
    return () => clearTimeout(timer);
  }, [isSo, ms]);
  return isSo && isLong;
}
