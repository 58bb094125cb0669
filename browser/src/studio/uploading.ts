/** Choosing a file for a field that names an upload: the file is sent at once, and the field gets its id. */

const TYPES: Record<string, string> = {
  image: "image/png,image/jpeg,image/webp,image/avif,image/gif",
  clip: "image/gif,image/webp,image/png,video/mp4,video/webm",
  video: "video/mp4,video/webm,video/quicktime",
  audio: "audio/mpeg,audio/mp4,audio/ogg,audio/wav,audio/flac",
};

export function fill(form: HTMLFormElement, changed: () => void): void {
  form.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-choose]");
    const box = button?.closest<HTMLElement>("[data-upload]");
    if (box) choose(form, box, changed);
  });
}

function choose(form: HTMLFormElement, box: HTMLElement, changed: () => void): void {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = (box.dataset["kinds"] ?? "").split(" ").map((kind) => TYPES[kind] ?? "").join();
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    if (file) void send(form, box, file).then(changed);
  });
  input.click();
}

async function send(form: HTMLFormElement, box: HTMLElement, file: File): Promise<void> {
  const said = box.querySelector<HTMLElement>("[data-said]");
  const field = box.querySelector<HTMLInputElement>("input");
  if (!said || !field) return;
  said.textContent = `Sending ${file.name} …`;
  const answer = await fetch(`/studio/uploads?site=${form.dataset["site"]}`, {
    method: "POST",
    body: file,
    headers: { "Content-Type": file.type || "application/octet-stream", "X-CSRF": form.dataset["guard"] ?? "" },
  }).catch(() => null);
  const told: unknown = await answer?.json().catch(() => null);
  if (!answer?.ok || !isUpload(told)) {
    said.textContent = hasDetail(told) ? told.detail : "The file did not arrive; try again.";
    return;
  }
  field.value = told.media;
  said.textContent = `${file.name} is here.`;
  const thumb = box.querySelector(".thumb");
  if (thumb && told.kind === "image") {
    const image = new Image();
    image.alt = "";
    image.src = `/media/${told.media}/480.webp`;
    image.addEventListener("error", () => (image.src = URL.createObjectURL(file)), { once: true });
    thumb.replaceChildren(image);
  }
}

function isUpload(told: unknown): told is { media: string; kind: string } {
  return typeof told === "object" && told !== null && "media" in told && typeof told.media === "string";
}

function hasDetail(told: unknown): told is { detail: string } {
  return typeof told === "object" && told !== null && "detail" in told && typeof told.detail === "string";
}
