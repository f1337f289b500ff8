
// The later half of the program. Who calls one of its functions before it is here waits until it is.
const laterAddress = new URL('clocktower_later.wasm', import.meta.url);
let isLaterHere = false;

function attachLater(module) {
    if (isLaterHere) return;
    new WebAssembly.Instance(module, { first: wasm });
    isLaterHere = true;
}

function fetchLaterNow() {
    try {
        const request = new XMLHttpRequest();
        request.open('GET', laterAddress, false);
        // A request that is waited for may not ask for bytes: it gets them as letters, one a byte.
        request.overrideMimeType('text/plain; charset=x-user-defined');
        request.send();
        if (request.status !== 200) throw new Error(`${laterAddress}: ${request.status} ${request.statusText}`);
        const bytes = Uint8Array.from(request.responseText, (letter) => letter.charCodeAt(0));
        attachLater(new WebAssembly.Module(bytes));
    } catch (error) {
        dispatchEvent(new CustomEvent('clocktower-incomplete', { detail: String(error) }));
        throw error;
    }
}

/** Fetches the later half in advance. */
export async function later() {
    const response = await fetch(laterAddress);
    if (!response.ok) throw new Error(`${laterAddress}: ${response.status} ${response.statusText}`);
    attachLater(await WebAssembly.compile(await response.arrayBuffer()));
}
