// The address: completed in place after a change of page, which drops what stands in it, so that it
// can be copied as a link at any moment. A step of its own in the browser's history that is not, and
// an address that is complete is left alone: the browser's Back may have come to it just now.
export default function ({ data }) {
  const address = new URL(location.href);
  if (address.searchParams.has(data.mark)) return;
  for (const [name, value] of Object.entries(data.names))
    if (value === null) address.searchParams.delete(name);
    else address.searchParams.set(name, value);
  history.replaceState(history.state, "", address);
}
