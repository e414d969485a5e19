// Where there is no room for them beside the conversation, the places lie over it while they are open.

const NAME = "with-places";

export const placesOpen = () => document.body.classList.contains(NAME);

export function showPlaces(shown) {
  document.body.classList.toggle(NAME, shown);
}

document.querySelector(".shade").addEventListener("click", () => showPlaces(false));
document.addEventListener("keydown", (event) => event.key === "Escape" && showPlaces(false));
